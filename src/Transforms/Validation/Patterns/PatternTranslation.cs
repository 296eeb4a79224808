namespace Gateway.Transforms.Validation.Patterns;

/// <summary>What became of an ECMA-262 pattern.</summary>
/// <param name="Expression">The .NET expression; null when there is none.</param>
/// <param name="Conditions">Expressions that must match as well, or must not: what stood in lookaheads at the beginning of the pattern.</param>
/// <param name="Problem">Why there is none, and what to do about it.</param>
/// <param name="IsSyntaxValid">Whether the pattern is one by ECMA-262, be it translated or not.</param>
internal sealed record PatternTranslation(string? Expression, IReadOnlyList<PatternCondition> Conditions, string? Problem, bool IsSyntaxValid);
