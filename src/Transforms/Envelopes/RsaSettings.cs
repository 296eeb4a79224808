using System.Security.Cryptography;
using Gateway.Transforms.Ciphers;
using Gateway.Transforms.Keys;

namespace Gateway.Transforms.Envelopes;

/// <summary>Reads <c>Algorithm</c>, <c>OaepHash</c> and <c>OaepMgf1Hash</c> of formats that encrypt under an RSA key.</summary>
internal static class RsaSettings
{
    /// <summary>PKCS#1 v1.5.</summary>
    public const string Pkcs1 = "RSA1_5";

    /// <summary>OAEP with SHA-1.</summary>
    public const string Oaep = "RSA-OAEP";

    /// <summary>OAEP with SHA-256.</summary>
    public const string Oaep256 = "RSA-OAEP-256";

    private static readonly string[] Hashes = ["SHA-1", "SHA-256", "SHA-384", "SHA-512"];

    /// <summary>Reads the settings.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="algorithms">What <c>Algorithm</c> may be; the first is the default.</param>
    /// <param name="report">Told of each problem: the setting's name and what is wrong with it.</param>
    /// <returns>The scheme; null when there was a problem.</returns>
    public static RsaScheme? TryRead(EnvelopeSettings settings, IReadOnlyList<string> algorithms, Action<string, string> report)
    {
        if (Choice.Of(settings.Algorithm, algorithms, nameof(settings.Algorithm), report) is not { } algorithm)
        {
            return null;
        }

        if (algorithm == Pkcs1)
        {
            var hash = settings.OaepHash is not null ? nameof(settings.OaepHash) : settings.OaepMgf1Hash is not null ? nameof(settings.OaepMgf1Hash) : null;
            if (hash is null)
            {
                return new RsaScheme(algorithm, hashes: null);
            }

            report(hash, $"{Pkcs1} has no hash: remove this, or choose {Oaep}");
            return null;
        }

        var label = Choice.Of(settings.OaepHash ?? (algorithm == Oaep256 ? "SHA-256" : "SHA-1"), Hashes, nameof(settings.OaepHash), report);
        var mask = Choice.Of(settings.OaepMgf1Hash ?? label ?? Hashes[0], Hashes, nameof(settings.OaepMgf1Hash), report);
        return label is null || mask is null ? null : new RsaScheme(algorithm, new OaepHashes(HashOf(label), HashOf(mask)));
    }

    private static HashAlgorithmName HashOf(string name) => new(name.Replace("-", string.Empty, StringComparison.Ordinal));
}
