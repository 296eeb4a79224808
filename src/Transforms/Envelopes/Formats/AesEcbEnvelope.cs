using System.Security.Cryptography;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Keys;
using Gateway.Transforms.Secrets;

namespace Gateway.Transforms.Envelopes.Formats;

/// <summary>
/// <c>aes-ecb</c>: AES in electronic code book mode with PKCS#7 padding (NIST SP 800-38A section 6.1). It hides neither which messages are equal nor
/// which blocks, and nobody can tell whether one was changed: for receivers that demand it, under <see cref="Weakness.Ecb"/>.
/// </summary>
public sealed class AesEcbEnvelope : IEnvelope
{
    /// <inheritdoc/>
    public string Name => "aes-ecb";

    /// <inheritdoc/>
    public string Summary => "AES-ECB under a shared key; hides neither equal messages nor equal blocks";

    /// <inheritdoc/>
    public string Source => "NIST SP 800-38A section 6.1; padding: RFC 5652 section 6.3";

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; } = [nameof(EnvelopeSettings.Encryption), nameof(EnvelopeSettings.Encoding)];

    /// <inheritdoc/>
    public IMessageCipher? TryCompile(EnvelopeSettings settings, TimeProvider time, Action<string, string> report)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(report);
        var encryption = Choice.Of(settings.Encryption, ["A256ECB", "A192ECB", "A128ECB"], nameof(settings.Encryption), report);
        return encryption is null ? null : new Cipher(int.Parse(encryption.AsSpan(1, 3), provider: null) / 8);
    }

    private sealed class Cipher(int keySize) : IMessageCipher
    {
        private const int Sealed = 0;
        private const int BlockSize = 16;

        public IReadOnlyList<MessagePart> Parts { get; } = [new("sealed", "the ciphertext: a whole number of blocks of 16 bytes")];

        public IReadOnlyList<string> Opening { get; } =
        [
            $"Decrypt {{sealed}} with AES-{8 * keySize}-ECB under the shared key.",
            "Remove the PKCS#7 padding: the last byte says how many bytes it is, all of that value.",
        ];

        public bool HasIntegrity => false;

        public IReadOnlyList<Weakness> Weaknesses { get; } = [Weakness.Ecb];

        public bool SufficesToOpen(IReadOnlyCollection<string> parts) => parts.Contains("sealed");

        public string? FindKeyProblem(SecretValue key, KeyUse use) => KeyMaterial.Of(key).TryGetOctets(keySize, out _);

        /// <summary>Nothing of it has a fixed shape but that blocks are whole, as those of a card number are; that every byte is a printable one is next to impossible.</summary>
        public bool LooksSealed(SealedParts parts) => IsWhole(parts[Sealed].Length) && parts[Sealed].ContainsAnyExceptInRange((byte)' ', (byte)'~');

        public bool TrySeal(ReadOnlySpan<byte> plaintext, SecretValue key, SealedParts parts)
        {
            using var aes = NewCipher(key);
            parts.Buffer.Advance(aes.EncryptEcb(plaintext, parts.Buffer.GetSpan(plaintext.Length + BlockSize), PaddingMode.PKCS7));
            parts.Place(Sealed, ..parts.Buffer.Length);
            return true;
        }

        public bool TryOpen(SealedParts parts, SecretValue key, PooledBuffer plaintext)
        {
            var ciphertext = parts[Sealed];
            if (!IsWhole(ciphertext.Length))
            {
                return false;
            }

            using var aes = NewCipher(key);
            try
            {
                plaintext.Advance(aes.DecryptEcb(ciphertext, plaintext.GetSpan(ciphertext.Length), PaddingMode.PKCS7));
                return true;
            }
            catch (CryptographicException)
            {
                return false;
            }
        }

        private static bool IsWhole(int length) => length > 0 && length % BlockSize == 0;

        private static Aes NewCipher(SecretValue key)
        {
            var aes = Aes.Create();
            aes.SetKey(((OctetKey)KeyMaterial.Of(key).Keys[0]).Bytes);
            return aes;
        }
    }
}
