namespace Gateway.Transforms.Validation.Patterns;

/// <summary>A part of a pattern, as it was read.</summary>
internal abstract record PatternNode
{
    /// <summary>The beginning of the text.</summary>
    public sealed record Start : PatternNode;

    /// <summary>The end of the text.</summary>
    public sealed record End : PatternNode;

    /// <summary>One code point of a set.</summary>
    public sealed record Class(CodePointSet Set) : PatternNode;

    /// <summary>All parts, one after another.</summary>
    public sealed record Sequence(IReadOnlyList<PatternNode> Parts) : PatternNode;

    /// <summary>One of the parts.</summary>
    public sealed record Choice(IReadOnlyList<PatternNode> Parts) : PatternNode;

    /// <summary>A part so many times; without an upper bound where <paramref name="Most"/> is null.</summary>
    public sealed record Repetition(PatternNode Part, int Least, int? Most) : PatternNode;
}
