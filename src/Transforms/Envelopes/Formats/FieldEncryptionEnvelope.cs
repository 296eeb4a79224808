using Gateway.Transforms.Ciphers;
using Gateway.Transforms.Jose;

namespace Gateway.Transforms.Envelopes.Formats;

/// <summary>
/// <c>field-encryption</c>: field-level encryption as Mastercard's client libraries do it (github.com/Mastercard/client-encryption-nodejs and its
/// sisters for other languages): a fresh AES-128-CBC key and IV, and the key under RSA-OAEP with one hash for label and mask, SHA-256 or SHA-512. The format
/// has no MAC and no room for one. What a message says of hash and fingerprint is for the receiver to read; opening goes by the settings.
/// </summary>
public sealed class FieldEncryptionEnvelope : IEnvelope
{
    /// <inheritdoc/>
    public string Name => "field-encryption";

    /// <inheritdoc/>
    public string Summary => "Mastercard's field-level encryption: a fresh AES-128-CBC key under RSA-OAEP; no integrity";

    /// <inheritdoc/>
    public string Source => "github.com/Mastercard/client-encryption-nodejs, lib/mcapi/crypto/field-level-crypto.js";

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; } =
        [nameof(EnvelopeSettings.OaepHash), nameof(EnvelopeSettings.Encoding), nameof(EnvelopeSettings.KeyId), nameof(EnvelopeSettings.KeyIdFrom)];

    /// <inheritdoc/>
    public BinaryEncoding DefaultEncoding => BinaryEncoding.Hex;

    /// <inheritdoc/>
    public IMessageCipher? TryCompile(EnvelopeSettings settings, TimeProvider time, Action<string, string> report)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(report);
        var hash = Choice.Of(settings.OaepHash, ["SHA-256", "SHA-512"], nameof(settings.OaepHash), report);
        var keyName = KeyName.TryRead(settings, report);
        if (hash is null || keyName is null || RsaSettings.TryRead(settings with { OaepHash = hash }, [RsaSettings.Oaep256], report) is not { } scheme)
        {
            return null;
        }

        List<RsaTextPart> texts =
        [
            new("oaepHash", "the name of OAEP's hash, without dashes", _ => scheme.HashName),
            new("publicKeyFingerprint", "SHA-256 of the public key (SubjectPublicKeyInfo), in hexadecimal", static key => key.PublicKeyFingerprint!),
        ];
        if (keyName.IsSaid)
        {
            texts.Add(new RsaTextPart("keyId", "the name of the key", keyName.Of));
        }

        // A key has a certificate's fingerprint only if it came in one, which is looked at where somebody asked for it.
        if (settings.KeyIdFrom == KeyIdSource.CertificateFingerprint)
        {
            texts.Add(new RsaTextPart("certificateFingerprint", "SHA-256 of the certificate, in hexadecimal", keyName.Of));
        }

        return new RsaHybridCipher(scheme, ContentEncryption.Unauthenticated.First(static known => known.KeySize == 16), "encryptedValue", keyName, [.. texts], weaknesses: []);
    }
}
