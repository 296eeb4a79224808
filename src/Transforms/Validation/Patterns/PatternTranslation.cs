namespace Gateway.Transforms.Validation.Patterns;

/// <summary>What became of an ECMA-262 pattern.</summary>
/// <param name="Pattern">What it says; null when it cannot be run.</param>
/// <param name="Conditions">Patterns that must match as well, or must not: what stood in lookaheads at the beginning of the pattern.</param>
/// <param name="Problem">Why it cannot be run, and what to do about it.</param>
/// <param name="IsSyntaxValid">Whether the pattern is one by ECMA-262, be it one that can be run or not.</param>
internal sealed record PatternTranslation(PatternNode? Pattern, IReadOnlyList<PatternCondition> Conditions, string? Problem, bool IsSyntaxValid);
