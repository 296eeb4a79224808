namespace Gateway.Transforms.Validation;

/// <summary>Finds a schema document by its address. Never over a network: what a schema means may not depend on who answers.</summary>
/// <param name="uri">The absolute URI, without a fragment.</param>
/// <param name="json">The document.</param>
/// <returns>Null, or why it cannot be had, as the end of a sentence.</returns>
public delegate string? SchemaReader(string uri, out ReadOnlyMemory<byte> json);
