namespace Gateway.Transforms.Validation;

/// <summary>What the keyword <c>format</c> does (JSON Schema Validation 2020-12 section 7.2 leaves it to the application).</summary>
public enum FormatMode
{
    /// <summary>A string that is not of the format is refused; a format that is not known is an error of the schema.</summary>
    Assert,

    /// <summary>Formats are documentation only.</summary>
    Annotate,
}
