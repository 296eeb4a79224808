namespace Gateway.Transforms.Text;

/// <summary>A run of literal text, or one <c>{placeholder}</c>.</summary>
/// <param name="Text">The literal text, or the placeholder's name without its braces.</param>
/// <param name="IsPlaceholder">Which of the two it is.</param>
public sealed record TemplateSegment(string Text, bool IsPlaceholder);
