namespace Gateway.Transforms.Validation.Compiling;

/// <summary>Where a schema stands.</summary>
/// <param name="Resource">The resource that it belongs to.</param>
/// <param name="Pointer">Where it stands in its document.</param>
internal sealed record SchemaPlace(SchemaResource Resource, SchemaPointer Pointer);
