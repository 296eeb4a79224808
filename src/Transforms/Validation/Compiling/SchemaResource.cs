namespace Gateway.Transforms.Validation.Compiling;

/// <summary>A schema with an address of its own (Core 2020-12 section 4.3.5): a document, or what has an <c>$id</c> within one.</summary>
internal sealed class SchemaResource(int number, string uri, SchemaDocument document, int root, SchemaPointer pointer, Dialect dialect)
{
    /// <summary>Tells the resources of one compilation apart.</summary>
    public int Number => number;

    /// <summary>Its address, to which the references in it are relative; absolute and without a fragment.</summary>
    public string Uri => uri;

    public SchemaDocument Document => document;

    /// <summary>The position of its root on the document's tape.</summary>
    public int Root => root;

    /// <summary>Where its root stands in the document.</summary>
    public SchemaPointer Pointer => pointer;

    public Dialect Dialect => dialect;

    /// <summary>The positions that <c>$anchor</c> and <c>$dynamicAnchor</c> name.</summary>
    public Dictionary<string, int> Anchors { get; } = new(StringComparer.Ordinal);

    /// <summary>Those of <c>$dynamicAnchor</c> alone.</summary>
    public Dictionary<string, int> DynamicAnchors { get; } = new(StringComparer.Ordinal);
}
