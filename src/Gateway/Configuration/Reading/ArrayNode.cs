namespace Gateway.Configuration.Reading;

/// <summary>An array.</summary>
internal sealed record ArrayNode(SourceLocation Location, IReadOnlyList<ConfigurationNode> Items) : ConfigurationNode(Location)
{
    public override string Kind => "an array";
}
