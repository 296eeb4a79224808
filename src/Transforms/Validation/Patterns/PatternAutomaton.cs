namespace Gateway.Transforms.Validation.Patterns;

/// <summary>A program whose states were all found beforehand: a letter is one look at a table.</summary>
internal sealed class PatternAutomaton(ushort[] next, bool[] matchesAtEnd, ushort start, PatternAlphabet alphabet)
{
    /// <summary>The state from which nothing matches any more.</summary>
    public const ushort Dead = 0;

    /// <summary>The state of a text that has matched, whatever follows.</summary>
    public const ushort Matched = 1;

    public bool IsMatch(ReadOnlySpan<byte> utf8)
    {
        var letters = alphabet.Count;
        var state = start;
        while (state > Matched && !utf8.IsEmpty)
        {
            state = next[(state * letters) + alphabet.Take(ref utf8)];
        }

        return matchesAtEnd[state];
    }
}
