namespace Gateway.Configuration.Reading;

/// <summary>A string, number, boolean or null.</summary>
/// <param name="Location">Where it was written.</param>
/// <param name="Scalar">What it was written as.</param>
/// <param name="Text">The string's text, or the other's literal.</param>
internal sealed record ScalarNode(SourceLocation Location, ScalarKind Scalar, string Text) : ConfigurationNode(Location)
{
    public override string Kind => Scalar switch
    {
        ScalarKind.Text => "a string",
        ScalarKind.Number => "a number",
        ScalarKind.Boolean => "a boolean",
        ScalarKind.Null => "null",
        _ => "text",
    };
}
