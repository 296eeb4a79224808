namespace Gateway.Transforms.Validation.Patterns;

/// <summary>Runs one program by what suits it: a table where it has few states, step by step where it has not.</summary>
internal sealed class PatternMatcher
{
    /// <summary>Bytes that a table reads in about the time that one step takes.</summary>
    private const int BytesPerStep = 2;

    /// <summary>What beginning takes, however short the text: a pattern may have twenty lookaheads.</summary>
    private const int StepsToBegin = 8;

    private readonly PatternAutomaton? _automaton;

    /// <summary>Kept only where there is no table.</summary>
    private readonly PatternProgram? _program;

    private PatternMatcher(PatternAutomaton? automaton, PatternProgram program)
    {
        _automaton = automaton;
        _program = automaton is null ? program : null;
    }

    /// <summary>The matcher of a pattern; null when the pattern, or all that the budget is for, is too large.</summary>
    public static PatternMatcher? Of(PatternNode pattern, PatternBudget budget)
    {
        var program = PatternCompiler.Compile(pattern, budget);
        if (program is null)
        {
            return null;
        }

        var automaton = AutomatonBuilder.Build(program, budget);
        budget.Keep(program.Alphabet.Size + (automaton is null ? program.Size : 0));
        return budget.Problem is null ? new PatternMatcher(automaton, program) : null;
    }

    /// <inheritdoc cref="StepMatcher.IsMatch"/>
    public bool IsMatch(ReadOnlySpan<byte> utf8, ref long allowance)
    {
        allowance -= StepsToBegin;
        if (_program is not null)
        {
            return StepMatcher.IsMatch(_program, utf8, ref allowance);
        }

        allowance -= utf8.Length / BytesPerStep;
        return allowance >= 0 && _automaton!.IsMatch(utf8);
    }
}
