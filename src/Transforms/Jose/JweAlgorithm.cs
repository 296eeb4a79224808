using Gateway.Transforms.Ciphers;

namespace Gateway.Transforms.Jose;

/// <summary>
/// The values of <c>alg</c> that are known. What is not here is refused: <c>RSA1_5</c> for its padding oracle, <c>PBES2-*</c> because a sender would choose
/// how long we compute, <c>none</c> because it is none.
/// </summary>
internal static class JweAlgorithm
{
    /// <summary>The configured key is the content key (RFC 7518 section 4.5).</summary>
    public const string Direct = "dir";

    private static readonly KeyManagement[] Managements =
    [
        new RsaOaepManagement("RSA-OAEP-256", OaepHashes.Sha256),
        new RsaOaepManagement("RSA-OAEP", OaepHashes.Sha1),
        new EcdhEsManagement("ECDH-ES", 0),
        new EcdhEsManagement("ECDH-ES+A128KW", 16),
        new EcdhEsManagement("ECDH-ES+A192KW", 24),
        new EcdhEsManagement("ECDH-ES+A256KW", 32),
        new AesKeyWrapManagement("A128KW", 16),
        new AesKeyWrapManagement("A192KW", 24),
        new AesKeyWrapManagement("A256KW", 32),
        new AesGcmKeyWrapManagement("A128GCMKW", 16),
        new AesGcmKeyWrapManagement("A192GCMKW", 24),
        new AesGcmKeyWrapManagement("A256GCMKW", 32),
    ];

    /// <summary>Every name.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Managements.Select(static management => management.Name), Direct];

    /// <summary>Finds an algorithm.</summary>
    /// <param name="name">The value of <c>alg</c>.</param>
    /// <param name="management">How content keys are made; null for <see cref="Direct"/>.</param>
    /// <returns>False when it is not known.</returns>
    public static bool TryFind(string name, out KeyManagement? management)
    {
        management = Array.Find(Managements, candidate => candidate.Name == name);
        return management is not null || name == Direct;
    }
}
