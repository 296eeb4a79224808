namespace Gateway.Transforms.Validation.Patterns;

/// <summary>What a class, or a backslash and what follows it, stands for.</summary>
internal sealed record PatternAtom
{
    /// <summary>The one code point that it stands for, if it is one.</summary>
    public int? CodePoint { get; private init; }

    /// <summary>The code points that it stands for, if it stands for any.</summary>
    public CodePointSet? Set { get; private init; }

    /// <summary>Whether a quantifier may follow; an assertion takes none.</summary>
    public bool IsRepeatable { get; private init; } = true;

    /// <summary>Why it is none of ECMA-262.</summary>
    public string? Error { get; private init; }

    /// <summary>Why it is one but cannot be matched here.</summary>
    public string? Unsupported { get; private init; }

    public static PatternAtom Of(int codePoint) => new() { CodePoint = codePoint, Set = new CodePointSet().Add(codePoint) };

    public static PatternAtom Of(CodePointSet set) => new() { Set = set };

    public static PatternAtom Wrong(string error) => new() { Error = error };

    public static PatternAtom NotSupported(string problem, bool isRepeatable = true) => new() { Unsupported = problem, IsRepeatable = isRepeatable };
}
