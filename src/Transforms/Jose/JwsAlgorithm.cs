using System.Security.Cryptography;
using Gateway.Transforms.Keys;

namespace Gateway.Transforms.Jose;

/// <summary>A digital signature of RFC 7518 section 3.1. EdDSA (RFC 8037) is not among them: the platform does not have it.</summary>
/// <param name="Name">Its value in <c>alg</c>.</param>
/// <param name="Hash">What is signed is a hash of this kind.</param>
/// <param name="Padding">How it is padded, with RSA; PSS takes a salt as long as the hash, as section 3.5 wants it. Null for ECDSA.</param>
/// <param name="Curve">The curve that it is bound to, with ECDSA; null for RSA.</param>
internal sealed record JwsAlgorithm(string Name, HashAlgorithmName Hash, RSASignaturePadding? Padding, EcCurve? Curve)
{
    private static readonly string[] Operations = ["sign"];

    /// <summary>All that there are; of those that fit a key, the first is its default.</summary>
    public static IReadOnlyList<JwsAlgorithm> All { get; } =
    [
        new("RS256", HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1, null),
        new("RS384", HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1, null),
        new("RS512", HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1, null),
        new("PS256", HashAlgorithmName.SHA256, RSASignaturePadding.Pss, null),
        new("PS384", HashAlgorithmName.SHA384, RSASignaturePadding.Pss, null),
        new("PS512", HashAlgorithmName.SHA512, RSASignaturePadding.Pss, null),
        new("ES256", HashAlgorithmName.SHA256, null, EcCurve.Find("P-256")),
        new("ES384", HashAlgorithmName.SHA384, null, EcCurve.Find("P-384")),
        new("ES512", HashAlgorithmName.SHA512, null, EcCurve.Find("P-521")),
    ];

    /// <summary>The algorithm of that name; null if there is none.</summary>
    public static JwsAlgorithm? Find(string? name) => All.FirstOrDefault(algorithm => algorithm.Name == name);

    /// <summary>What <paramref name="key"/> signs with where nobody says: what its own <c>alg</c> says, or else what is usual for its kind.</summary>
    public static JwsAlgorithm? DefaultFor(CryptoKey key) =>
        key.Attributes.Algorithm is { } own ? Find(own) : All.FirstOrDefault(algorithm => algorithm.FitsKind(key));

    /// <summary>Whether <paramref name="key"/> can sign: null, or what is in the way (nothing of the key itself).</summary>
    public string? FindKeyProblem(CryptoKey key) =>
        !FitsKind(key) ? $"{Name} takes a private {(Curve is null ? "RSA key" : $"EC key on {Curve.Name}")}, not {key.Description}"
        : !key.IsPrivate ? $"signing takes the private key, not {key.Description}"
        : !key.Permits(Name, Operations, "sig") ? $"the key's own attributes do not allow {Name}"
        : key.Weakness is { } weakness ? $"{weakness}, which RFC 7518 section 3.3 does not allow"
        : null;

    /// <summary>The length of a signature by <paramref name="key"/>.</summary>
    public int SignatureSize(CryptoKey key) => Curve is null ? ((RsaKey)key).Size : 2 * Curve.Size;

    /// <summary>Signs with a key in which no problem was found, into room of <see cref="SignatureSize"/> bytes.</summary>
    public void Sign(CryptoKey key, ReadOnlySpan<byte> data, Span<byte> signature)
    {
        if (Padding is { } padding)
        {
            ((RsaKey)key).Sign(data, Hash, padding, signature);
        }
        else
        {
            ((EcKey)key).Sign(data, Hash, signature);
        }
    }

    private bool FitsKind(CryptoKey key) => Curve is null ? key is RsaKey : key is EcKey ec && ec.Curve == Curve;
}
