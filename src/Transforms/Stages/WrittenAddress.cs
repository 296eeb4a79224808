namespace Gateway.Transforms.Stages;

/// <summary>Addresses that are sent as they are written.</summary>
public static class WrittenAddress
{
    /// <summary>Without the framework's canonicalisation, which decodes some escapes and resolves what then looks like dot segments.</summary>
    private static readonly UriCreationOptions Options = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>The address that <paramref name="text"/> is, letter by letter.</summary>
    public static Uri Of(string text) => new(text, Options);
}
