namespace Gateway.Configuration.Options;

/// <summary><c>Routes.*.Response</c>: what happens to an answer on its way back.</summary>
/// <param name="MaxBody">The largest body in bytes that is passed on.</param>
/// <param name="GenericErrors">Whether the upstream's own words in a 4xx or 5xx stay here.</param>
internal sealed record ResponseOptions(long MaxBody, bool GenericErrors)
{
    /// <summary>How answers are opened; null where they pass as they come.</summary>
    public EncryptOptions? Decrypt { get; init; }

    /// <summary>The content type of what is opened; null to tell it by the bytes.</summary>
    public string? ContentType { get; init; }
}
