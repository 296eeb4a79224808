namespace Gateway.Transforms.Validation.Compiling;

/// <summary>What a reference leads to.</summary>
/// <param name="Value">The schema.</param>
/// <param name="Resource">The resource that the reference's address names.</param>
/// <param name="Anchor">The name by which it is referred to there; null when it is by a JSON Pointer or not at all.</param>
internal sealed record ReferenceTarget(SchemaValue Value, SchemaResource Resource, string? Anchor);
