using Gateway.Transforms.Buffers;
using Gateway.Transforms.Ciphers;
using Gateway.Transforms.Keys;
using Gateway.Transforms.Secrets;

namespace Gateway.Transforms.Envelopes.Formats;

/// <summary>
/// <c>aes-cbc</c>: a fresh random 16-byte IV, then AES-CBC with PKCS#7 padding (NIST SP 800-38A section 6.2, RFC 5652 section 6.3).
/// The format has no integrity of its own: it is for receivers that demand it. AES-256 unless <c>Encryption</c> names a shorter key.
/// </summary>
public sealed class AesCbcEnvelope : IEnvelope
{
    /// <inheritdoc/>
    public string Name => "aes-cbc";

    /// <inheritdoc/>
    public string Summary => "AES-CBC under a shared key; no integrity";

    /// <inheritdoc/>
    public string Source => "NIST SP 800-38A section 6.2; padding: RFC 5652 section 6.3";

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; } = [nameof(EnvelopeSettings.Encryption), nameof(EnvelopeSettings.Encoding), nameof(EnvelopeSettings.Iv)];

    /// <inheritdoc/>
    public IMessageCipher? TryCompile(EnvelopeSettings settings, TimeProvider time, Action<string, string> report)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(report);
        var encryption = Choice.Of(settings.Encryption, ["A256CBC", "A192CBC", "A128CBC"], nameof(settings.Encryption), report);
        return encryption is null ? null : new Cipher(int.Parse(encryption.AsSpan(1, 3), provider: null) / 8, settings.Iv == IvSource.Zero);
    }

    private sealed class Cipher(int keySize, bool hasZeroIv) : IMessageCipher
    {
        private const int Sealed = 0;
        private const int Iv = 1;
        private const int Ciphertext = 2;
        private const int BlockSize = AesCbcCipher.BlockSize;

        private static readonly byte[] ZeroIv = new byte[BlockSize];

        public IReadOnlyList<MessagePart> Parts { get; } = hasZeroIv
            ? [new("sealed", "the ciphertext: a whole number of blocks of 16 bytes")]
            : [new("sealed", "{iv}, then {ciphertext}"), new("iv", "16 bytes, fresh for each message"), new("ciphertext", "a whole number of blocks of 16 bytes: the padding adds 1 to 16 bytes")];

        public IReadOnlyList<string> Opening { get; } =
        [
            $"Decrypt {(hasZeroIv ? "{sealed}" : "{ciphertext}")} with AES-{8 * keySize}-CBC under the shared key and {(hasZeroIv ? "an IV of 16 zero bytes" : "{iv}")}.",
            "Remove the PKCS#7 padding: the last byte says how many bytes it is, all of that value.",
        ];

        public bool HasIntegrity => false;

        public IReadOnlyList<Weakness> Weaknesses => hasZeroIv ? [Weakness.StaticIv] : [];

        public bool SufficesToOpen(IReadOnlyCollection<string> parts) =>
            parts.Contains("sealed") || (parts.Contains("iv") && parts.Contains("ciphertext"));

        public string? FindKeyProblem(SecretValue key, KeyUse use) => KeyMaterial.Of(key).TryGetOctets(keySize, out _);

        public bool LooksSealed(SealedParts parts) =>
            parts.Has(Sealed) ? IsWhole(parts[Sealed].Length - (hasZeroIv ? 0 : BlockSize)) : parts[Iv].Length == BlockSize && IsWhole(parts[Ciphertext].Length);

        public bool TrySeal(ReadOnlySpan<byte> plaintext, SecretValue key, SealedParts parts)
        {
            if (hasZeroIv)
            {
                CipherOf(key).Encrypt(ZeroIv, plaintext, parts.Buffer);
                parts.Place(Sealed, ..parts.Buffer.Length);
                return true;
            }

            CipherOf(key).Encrypt(plaintext, parts.Buffer);
            parts.Place(Sealed, ..parts.Buffer.Length);
            parts.Place(Iv, ..BlockSize);
            parts.Place(Ciphertext, BlockSize..parts.Buffer.Length);
            return true;
        }

        public bool TryOpen(SealedParts parts, SecretValue key, PooledBuffer plaintext)
        {
            var whole = parts[Sealed];
            var iv = hasZeroIv ? ZeroIv : parts.Has(Sealed) ? whole[..Math.Min(BlockSize, whole.Length)] : parts[Iv];
            var ciphertext = hasZeroIv ? whole : parts.Has(Sealed) ? whole[iv.Length..] : parts[Ciphertext];
            return iv.Length == BlockSize && IsWhole(ciphertext.Length) && CipherOf(key).TryDecrypt(iv, ciphertext, plaintext);
        }

        private static bool IsWhole(int length) => length > 0 && length % BlockSize == 0;

        private static AesCbcCipher CipherOf(SecretValue key) => ((OctetKey)KeyMaterial.Of(key).Keys[0]).Cbc;
    }
}
