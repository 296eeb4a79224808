namespace Gateway.Transforms.Validation.Patterns;

/// <summary>What a class, or a backslash and what follows it, stands for.</summary>
internal readonly record struct PatternAtom
{
    /// <summary>The one code point that it stands for, if it is one.</summary>
    public int? CodePoint { get; private init; }

    /// <summary>The code points that it stands for, if it is no single one; null where only the syntax counts. It may be shared, and is not to be added to.</summary>
    public CodePointSet? Set { get; private init; }

    /// <summary>Whether it is an assertion, which no quantifier may follow.</summary>
    public bool IsAssertion { get; private init; }

    /// <summary>Why it is none of ECMA-262.</summary>
    public string? Error { get; private init; }

    /// <summary>Why it is one but cannot be matched here.</summary>
    public string? Unsupported { get; private init; }

    public static PatternAtom Of(int codePoint) => new() { CodePoint = codePoint };

    public static PatternAtom Of(CodePointSet? set) => new() { Set = set };

    public static PatternAtom Wrong(string error) => new() { Error = error };

    public static PatternAtom NotSupported(string problem, int? codePoint = null) => new() { Unsupported = problem, CodePoint = codePoint };

    public static PatternAtom NotSupportedAssertion(string problem) => new() { Unsupported = problem, IsAssertion = true };
}
