namespace Gateway.Configuration.Reading;

/// <summary>One value of the configuration as it was written, before it has a type.</summary>
/// <param name="Location">Where it was written.</param>
internal abstract record ConfigurationNode(SourceLocation Location)
{
    /// <summary>What the value is, in words for an error message.</summary>
    public abstract string Kind { get; }
}
