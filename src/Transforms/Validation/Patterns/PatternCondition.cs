namespace Gateway.Transforms.Validation.Patterns;

/// <summary>What a lookahead at the beginning of a pattern asks of a text.</summary>
/// <param name="Expression">The .NET expression, bound to the beginning of the text.</param>
/// <param name="IsRefused">Whether a text that it matches is refused.</param>
internal sealed record PatternCondition(string Expression, bool IsRefused);
