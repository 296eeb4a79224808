using Gateway.Transforms.Buffers;
using Gateway.Transforms.Ciphers;
using Gateway.Transforms.Keys;
using Gateway.Transforms.Secrets;
using Microsoft.Extensions.ObjectPool;

namespace Gateway.Transforms.Envelopes.Formats;

/// <summary>
/// <c>rsa-field</c>: the plaintext itself under the receiver's RSA key with OAEP (RFC 8017 section 7.1), SHA-1 unless something else is said. It is for short texts,
/// such as a name: under a key of 2048 bits 214 bytes with SHA-1, 190 with SHA-256. What is longer cannot be sealed.
/// </summary>
public sealed class RsaFieldEnvelope : IEnvelope
{
    /// <inheritdoc/>
    public string Name => "rsa-field";

    /// <inheritdoc/>
    public string Summary => "A short text under an RSA key with OAEP";

    /// <inheritdoc/>
    public string Source => "RFC 8017 section 7.1";

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; } =
    [
        nameof(EnvelopeSettings.Algorithm), nameof(EnvelopeSettings.OaepHash), nameof(EnvelopeSettings.OaepMgf1Hash), nameof(EnvelopeSettings.Encoding),
        nameof(EnvelopeSettings.KeyId), nameof(EnvelopeSettings.KeyIdFrom),
    ];

    /// <inheritdoc/>
    public IMessageCipher? TryCompile(EnvelopeSettings settings, TimeProvider time, Action<string, string> report)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(report);
        var scheme = RsaSettings.TryRead(settings, [RsaSettings.Oaep, RsaSettings.Oaep256], report);
        var keyName = KeyName.TryRead(settings, report);
        return scheme is null || keyName is null ? null : new Cipher(scheme, keyName);
    }

    private sealed class Cipher(RsaScheme scheme, KeyName keyName) : IMessageCipher
    {
        private const int Sealed = 0;
        private const int KeyId = 1;

        /// <summary>What an RSA key of 1024 bits encrypts to, and one of 8192 bits.</summary>
        private const int Shortest = 128;
        private const int Longest = 1024;

        private readonly ObjectPool<RandomBatch> _random = RandomBatch.CreatePool();

        public IReadOnlyList<MessagePart> Parts { get; } =
        [
            new("sealed", "the encrypted text, as long as the key's modulus"),
            .. keyName.IsSaid ? new[] { new MessagePart("keyId", "the name of the key", IsText: true, IsConstant: true) } : [],
        ];

        public IReadOnlyList<string> Opening { get; } = [$"Decrypt {{sealed}} with {scheme.Description} and the private key."];

        public bool HasIntegrity => true;

        public IReadOnlyList<Weakness> Weaknesses => [];

        public bool SufficesToOpen(IReadOnlyCollection<string> parts) => parts.Contains("sealed");

        public string? FindKeyProblem(SecretValue key, KeyUse use) =>
            scheme.FindProblem(key, 0, use == KeyUse.Open) ?? (use == KeyUse.Seal ? keyName.FindProblem(KeyOf(key)) : null);

        public bool LooksSealed(SealedParts parts) => parts[Sealed].Length is >= Shortest and <= Longest;

        public bool TrySeal(ReadOnlySpan<byte> plaintext, SecretValue key, SealedParts parts)
        {
            var rsa = KeyOf(key);
            if (plaintext.Length > scheme.LongestText(rsa))
            {
                return false;
            }

            var random = _random.Get();
            scheme.Encrypt(rsa, plaintext, random, parts.Buffer.GetSpan(rsa.Size)[..rsa.Size]);
            _random.Return(random);
            parts.Buffer.Advance(rsa.Size);
            parts.Place(Sealed, ..rsa.Size);
            if (keyName.IsSaid)
            {
                parts.PlaceText(KeyId, keyName.Of(rsa));
            }

            return true;
        }

        public bool TryOpen(SealedParts parts, SecretValue key, PooledBuffer plaintext) => scheme.TryDecrypt(KeyOf(key), parts[Sealed], plaintext);

        private static RsaKey KeyOf(SecretValue key) => (RsaKey)KeyMaterial.Of(key).Keys[0];
    }
}
