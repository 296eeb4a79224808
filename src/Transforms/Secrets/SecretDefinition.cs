namespace Gateway.Transforms.Secrets;

/// <summary>One secret as it is configured.</summary>
/// <param name="Name">Its name under <c>Secrets</c>.</param>
/// <param name="Source">Where it is kept.</param>
/// <param name="Encoding">How the source's text stands for its bytes.</param>
/// <param name="Fingerprint">Changes when its configuration does.</param>
public sealed record SecretDefinition(string Name, ISecretSource Source, SecretEncoding Encoding, string Fingerprint)
{
    /// <summary>The name of the secret that this one took over from: what that one sealed is still opened. Null for none.</summary>
    public string? Previous { get; init; }
}
