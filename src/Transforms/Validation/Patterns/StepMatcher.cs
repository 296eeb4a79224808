using Gateway.Transforms.Buffers;

namespace Gateway.Transforms.Validation.Patterns;

/// <summary>
/// Runs a program over a text, with all steps side by side that a match could be at. Nothing is remembered of texts, so that a verdict depends on
/// nothing but the text, and every step that is looked at is counted.
/// </summary>
internal static class StepMatcher
{
    /// <summary>Whether the pattern matches; false as well when <paramref name="allowance"/> has fallen below zero.</summary>
    public static bool IsMatch(PatternProgram program, ReadOnlySpan<byte> utf8, ref long allowance)
    {
        var size = program.Steps.Length;
        var rented = ArrayRental.Rent<int>(4 * size);
        var current = new ThreadSet(rented.AsSpan(0, size), rented.AsSpan(size, size));
        var next = new ThreadSet(rented.AsSpan(2 * size, size), rented.AsSpan(3 * size, size));
        var isMatch = Run(program, utf8, current, next, ref allowance);
        ArrayRental.Return(rented);
        return isMatch;
    }

    private static bool Run(PatternProgram program, ReadOnlySpan<byte> utf8, ThreadSet current, ThreadSet next, ref long allowance)
    {
        var isAtStart = true;
        while (true)
        {
            if (isAtStart || !program.IsAnchored)
            {
                current.Add(0);
            }

            var isMatch = current.Follow(program.Steps, isAtStart, utf8.IsEmpty);
            allowance -= current.Count;
            if (isMatch || utf8.IsEmpty || current.Count == 0 || allowance < 0)
            {
                return isMatch && allowance >= 0;
            }

            Read(program, program.Alphabet.Take(ref utf8), current, ref next);
            var read = current;
            current = next;
            next = read;
            next.Clear();
            isAtStart = false;
        }
    }

    private static void Read(PatternProgram program, int letter, ThreadSet current, ref ThreadSet next)
    {
        for (var i = 0; i < current.Count; i++)
        {
            var step = current[i];
            if (program.Steps[step] is { Operation: Operation.Read, Operand: var set } && program.Alphabet.Contains(set, letter))
            {
                next.Add(step + 1);
            }
        }
    }
}
