using Gateway.Transforms.Ciphers;

namespace Gateway.Transforms.Envelopes.Formats;

/// <summary>
/// <c>rsa-hybrid</c>: a fresh content key, encrypted under the receiver's RSA key, and the body under the content key with a fresh IV. With CBC nothing
/// shows that a message was changed, and with <c>RSA1_5</c> a receiver that tells a wrong padding gives the content keys away: each takes a waiver.
/// </summary>
public sealed class RsaHybridEnvelope : IEnvelope
{
    /// <inheritdoc/>
    public string Name => "rsa-hybrid";

    /// <inheritdoc/>
    public string Summary => "A fresh AES key under the receiver's RSA key, and the body under the AES key";

    /// <inheritdoc/>
    public string Source => "RFC 8017 section 7 (RSA), NIST SP 800-38A and 800-38D (AES)";

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; } =
    [
        nameof(EnvelopeSettings.Algorithm), nameof(EnvelopeSettings.OaepHash), nameof(EnvelopeSettings.OaepMgf1Hash), nameof(EnvelopeSettings.Encryption),
        nameof(EnvelopeSettings.Encoding), nameof(EnvelopeSettings.KeyId), nameof(EnvelopeSettings.KeyIdFrom),
    ];

    /// <inheritdoc/>
    public IMessageCipher? TryCompile(EnvelopeSettings settings, TimeProvider time, Action<string, string> report)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(report);
        var scheme = RsaSettings.TryRead(settings, [RsaSettings.Oaep256, RsaSettings.Oaep, RsaSettings.Pkcs1], report);
        var name = Choice.Of(settings.Encryption, ["A256GCM", "A128GCM", "A256CBC", "A128CBC"], nameof(settings.Encryption), report);
        var keyName = KeyName.TryRead(settings, report);
        if (scheme is null || name is null || keyName is null)
        {
            return null;
        }

        var encryption = ContentEncryption.Find(name) ?? ContentEncryption.Unauthenticated.First(known => known.Name == name);
        var hash = new RsaTextPart("oaepHash", "the name of OAEP's hash, without dashes; NONE for PKCS#1 v1.5", _ => scheme.HashName);
        var keyId = new RsaTextPart("keyId", "the name of the key", keyName.Of);
        List<Weakness> weaknesses = [];
        if (scheme.IsPkcs1)
        {
            weaknesses.Add(Weakness.RsaPkcs1);
        }

        if (!encryption.IsAuthenticated)
        {
            weaknesses.Add(Weakness.UnauthenticatedCbc);
        }

        return new RsaHybridCipher(scheme, encryption, "ciphertext", keyName, keyName.IsSaid ? [hash, keyId] : [hash], weaknesses);
    }
}
