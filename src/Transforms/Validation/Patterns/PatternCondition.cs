namespace Gateway.Transforms.Validation.Patterns;

/// <summary>What a lookahead at the beginning of a pattern asks of a text.</summary>
/// <param name="Pattern">What it looks for, bound to the beginning of the text.</param>
/// <param name="Source">As it is written.</param>
/// <param name="IsRefused">Whether a text that it matches is refused.</param>
internal sealed record PatternCondition(PatternNode Pattern, string Source, bool IsRefused);
