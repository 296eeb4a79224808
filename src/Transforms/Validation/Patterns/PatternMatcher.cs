namespace Gateway.Transforms.Validation.Patterns;

/// <summary>Runs one program by what suits it: a table where it has few states, step by step where it has not.</summary>
internal sealed class PatternMatcher
{
    /// <summary>Bytes that a table reads in about the time that one step takes.</summary>
    private const int BytesPerStep = 2;

    private readonly PatternProgram _program;
    private readonly PatternAutomaton? _automaton;

    private PatternMatcher(PatternProgram program)
    {
        _program = program;
        _automaton = AutomatonBuilder.Build(program);
    }

    /// <summary>The matcher of a pattern; null when the pattern is too large.</summary>
    public static PatternMatcher? Of(PatternNode pattern) =>
        PatternCompiler.Compile(pattern) is { } program ? new PatternMatcher(program) : null;

    /// <inheritdoc cref="StepMatcher.IsMatch"/>
    public bool IsMatch(ReadOnlySpan<byte> utf8, ref long allowance)
    {
        if (_automaton is null)
        {
            return StepMatcher.IsMatch(_program, utf8, ref allowance);
        }

        allowance -= utf8.Length / BytesPerStep;
        return allowance >= 0 && _automaton.IsMatch(utf8);
    }
}
