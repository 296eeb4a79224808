namespace Gateway.Transforms.Validation;

/// <summary>How a schema is to be understood where the specification leaves a choice.</summary>
/// <param name="Formats">What the keyword <c>format</c> does.</param>
public sealed record SchemaOptions(FormatMode Formats = FormatMode.Assert)
{
    /// <summary>The address of the document itself, to which its references are relative unless it has an <c>$id</c>; null where it has none.</summary>
    public string? BaseUri { get; init; }

    /// <summary>The draft of a document that names none in <c>$schema</c>.</summary>
    public SchemaDraft Draft { get; init; } = SchemaDraft.Draft202012;

    /// <summary>Finds the other documents that references lead to, besides the metaschemas, which are built in; null where there are none.</summary>
    public SchemaReader? Reader { get; init; }
}
