namespace Gateway.Transforms.Validation.Compiling;

/// <summary>Where a schema stands.</summary>
/// <param name="Resource">The resource that it belongs to.</param>
/// <param name="Pointer">Its JSON Pointer from the root of its document.</param>
internal sealed record SchemaPlace(SchemaResource Resource, string Pointer);
