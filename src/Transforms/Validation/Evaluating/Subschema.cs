namespace Gateway.Transforms.Validation.Evaluating;

/// <summary>A subschema as a keyword applies it.</summary>
/// <param name="Location">From the schema that holds the keyword, as a JSON Pointer: <c>/allOf/1</c>.</param>
/// <param name="Node">What it leads to.</param>
internal sealed record Subschema(string Location, SchemaNode Node);
