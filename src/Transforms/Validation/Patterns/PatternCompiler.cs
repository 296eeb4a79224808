using System.Runtime.CompilerServices;

namespace Gateway.Transforms.Validation.Patterns;

/// <summary>Writes a pattern out as a program.</summary>
internal sealed class PatternCompiler
{
    /// <summary>Room for the largest quantifier there may be, of a class or of two that are alternatives. A number of a step fits a char.</summary>
    private const int MaxSteps = 60_000;

    private readonly List<Instruction> _steps = [];
    private readonly SetTable _sets = new();
    private bool _isTooLarge;

    /// <summary>The program; null when it would be too large.</summary>
    public static PatternProgram? Compile(PatternNode pattern, PatternBudget budget)
    {
        var compiler = new PatternCompiler();
        compiler.Write(pattern);
        compiler.Emit(Operation.Match);
        budget.SpendSearch(compiler._steps.Count);
        if (compiler._isTooLarge || compiler._sets.IsTooLarge)
        {
            // An error, which takes time as well: a schema may have any number of such patterns.
            budget.Keep(compiler._steps.Count * Unsafe.SizeOf<Instruction>());
            return null;
        }

        return new PatternProgram([.. compiler._steps], PatternAlphabet.Of(compiler._sets.Sets));
    }

    private void Write(PatternNode node)
    {
        switch (node)
        {
            case PatternNode.Start:
                Emit(Operation.Start);
                break;
            case PatternNode.End:
                Emit(Operation.End);
                break;
            case PatternNode.Class { Set: var set }:
                Emit(Operation.Read, _sets.IndexOf(set));
                break;
            case PatternNode.Sequence { Parts: var parts }:
                foreach (var part in parts)
                {
                    Write(part);
                }

                break;
            case PatternNode.Choice { Parts: var parts }:
                WriteChoice(parts);
                break;
            case PatternNode.Repetition repetition:
                WriteRepetition(repetition);
                break;
        }
    }

    private void WriteChoice(IReadOnlyList<PatternNode> parts)
    {
        var ends = new List<int>();
        for (var i = 0; i < parts.Count - 1; i++)
        {
            var fork = Emit(Operation.Fork);
            Write(parts[i]);
            ends.Add(Emit(Operation.Jump));
            Aim(fork);
        }

        Write(parts[^1]);
        ends.ForEach(Aim);
    }

    private void WriteRepetition(PatternNode.Repetition repetition)
    {
        for (var i = 0; i < repetition.Least; i++)
        {
            var start = _steps.Count;
            Write(repetition.Part);
            if (_isTooLarge || _steps.Count == start)
            {
                // Nothing, however often, is nothing.
                return;
            }
        }

        if (repetition.Most is { } most)
        {
            WriteOptional(repetition.Part, most - repetition.Least);
            return;
        }

        var loop = Emit(Operation.Fork);
        Write(repetition.Part);
        Emit(Operation.Jump, loop);
        Aim(loop);
    }

    /// <summary>Each time may be the last, so that few steps are ever under way at once.</summary>
    private void WriteOptional(PatternNode part, int times)
    {
        var ends = new List<int>();
        for (var i = 0; i < times && !_isTooLarge; i++)
        {
            ends.Add(Emit(Operation.Fork));
            Write(part);
        }

        ends.ForEach(Aim);
    }

    private int Emit(Operation operation, int operand = 0)
    {
        _isTooLarge |= _steps.Count >= MaxSteps;
        if (!_isTooLarge)
        {
            _steps.Add(new Instruction(operation, operand));
        }

        return _steps.Count - 1;
    }

    /// <summary>Has a step that was written go to the one that is written next.</summary>
    private void Aim(int step) => _steps[step] = _steps[step] with { Operand = _steps.Count };
}
