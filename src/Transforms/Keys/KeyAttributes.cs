namespace Gateway.Transforms.Keys;

/// <summary>What is said of a key beside the key itself (RFC 7517 section 4); null where nothing is said.</summary>
/// <param name="KeyId"><c>kid</c>.</param>
/// <param name="Use"><c>use</c>.</param>
/// <param name="Algorithm"><c>alg</c>.</param>
/// <param name="Operations"><c>key_ops</c>.</param>
/// <param name="CertificateFingerprint">SHA-256 of the certificate that the key came in, in lower-case hexadecimal.</param>
internal sealed record KeyAttributes(
    string? KeyId = null,
    string? Use = null,
    string? Algorithm = null,
    IReadOnlyList<string>? Operations = null,
    string? CertificateFingerprint = null)
{
    /// <summary>Nothing is said.</summary>
    public static KeyAttributes None { get; } = new();
}
