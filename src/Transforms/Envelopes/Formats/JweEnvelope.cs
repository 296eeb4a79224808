using Gateway.Transforms.Buffers;
using Gateway.Transforms.Jose;
using Gateway.Transforms.Secrets;

namespace Gateway.Transforms.Envelopes.Formats;

/// <summary><c>jwe</c>: JSON Web Encryption in the compact serialisation (RFC 7516), with the algorithms of RFC 7518 but those that are unsafe.</summary>
public sealed class JweEnvelope : IEnvelope
{
    /// <inheritdoc/>
    public string Name => "jwe";

    /// <inheritdoc/>
    public string Summary => "JSON Web Encryption, compact";

    /// <inheritdoc/>
    public string Source => "RFC 7516; algorithms: RFC 7518";

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; } =
    [
        nameof(EnvelopeSettings.Algorithm), nameof(EnvelopeSettings.Encryption), nameof(EnvelopeSettings.KeyId), nameof(EnvelopeSettings.KeyIdFrom),
        nameof(EnvelopeSettings.IssuedAt), nameof(EnvelopeSettings.Header), nameof(EnvelopeSettings.Dialect),
    ];

    /// <inheritdoc/>
    public IMessageCipher? TryCompile(EnvelopeSettings settings, TimeProvider time, Action<string, string> report)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(report);
        if (KeyName.TryRead(settings, report) is null)
        {
            return null;
        }

        var jose = new JweSettings(settings.Algorithm ?? "RSA-OAEP-256", settings.Encryption ?? "A256GCM")
        {
            KeyId = settings.KeyId,
            KeyIdFrom = settings.KeyIdFrom ?? KeyIdSource.Settings,
            IssuedAt = settings.IssuedAt ?? Jose.IssuedAt.None,
            Header = settings.Header,
        };
        return JweSealer.TryCompile(jose, time, report) is { } sealer && JweOpener.TryCompile(jose.Algorithm, [jose.Encryption], report, settings.Dialect ?? JweDialect.Standard) is { } opener
            ? new Cipher(sealer, opener, settings.KeyId)
            : null;
    }

    private sealed class Cipher(JweSealer sealer, JweOpener opener, string? keyId) : IMessageCipher
    {
        private const int Sealed = 0;
        private const int KeyId = 1;
        private const int PartCount = 5;

        public IReadOnlyList<MessagePart> Parts { get; } =
        [
            new("sealed", "five parts in base64url, joined by dots: protected header, encrypted key, IV, ciphertext, tag", IsText: true),
            .. keyId is null ? Array.Empty<MessagePart>() : [new("keyId", "the name of the key, which is kid in the header too", IsText: true, IsConstant: true)],
        ];

        public IReadOnlyList<string> Opening { get; } =
        [
            "Split {sealed} at its four dots and decode the parts from base64url: protected header, encrypted key, IV, ciphertext, tag.",
            sealer.KeyOpening,
            $"Decrypt the ciphertext with {sealer.Encryption} (RFC 7518 section 5) under the content key, with IV and tag; the associated data is the first part as it was sent, in base64url.",
        ];

        public bool HasIntegrity => true;

        public bool IsUnmistakable => true;

        public IReadOnlyList<Weakness> Weaknesses => [];

        public bool SufficesToOpen(IReadOnlyCollection<string> parts) => parts.Contains("sealed");

        public string? FindKeyProblem(SecretValue key, KeyUse use) => use == KeyUse.Seal ? sealer.FindKeyProblem(key) : opener.FindKeyProblem(key);

        /// <summary>Every protected header is an object, and so begins with <c>{"</c>.</summary>
        public bool LooksSealed(SealedParts parts) => parts[Sealed].StartsWith("eyJ"u8) && parts[Sealed].Count((byte)'.') == PartCount - 1;

        public bool TrySeal(ReadOnlySpan<byte> plaintext, SecretValue key, SealedParts parts)
        {
            sealer.Seal(plaintext, key, parts.Buffer);
            parts.Place(Sealed, ..parts.Buffer.Length);
            if (keyId is not null)
            {
                parts.PlaceText(KeyId, keyId);
            }

            return true;
        }

        public bool TryOpen(SealedParts parts, SecretValue key, PooledBuffer plaintext) => opener.TryOpen(parts[Sealed], key, plaintext);
    }
}
