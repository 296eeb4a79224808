using Gateway.Transforms.Buffers;
using Gateway.Transforms.Ciphers;
using Gateway.Transforms.Keys;
using Gateway.Transforms.Secrets;
using Microsoft.Extensions.ObjectPool;

namespace Gateway.Transforms.Envelopes.Formats;

/// <summary>
/// <c>aes-gcm</c>: a fresh random 12-byte nonce, AES-GCM under the shared key, and a 16-byte tag (NIST SP 800-38D). <c>Tag: start</c> puts the tag
/// before the ciphertext. <c>AssociatedData</c> is a text that both sides know and that is not sent. A key seals 2^32 messages and no more.
/// </summary>
public sealed class AesGcmEnvelope : IEnvelope
{
    /// <inheritdoc/>
    public string Name => "aes-gcm";

    /// <inheritdoc/>
    public string Summary => "AES-GCM under a shared key";

    /// <inheritdoc/>
    public string Source => "NIST SP 800-38D; as RFC 5116 section 5 puts ciphertext and tag together";

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; } =
        [nameof(EnvelopeSettings.Encryption), nameof(EnvelopeSettings.Encoding), nameof(EnvelopeSettings.Tag), nameof(EnvelopeSettings.AssociatedData)];

    /// <inheritdoc/>
    public IMessageCipher? TryCompile(EnvelopeSettings settings, TimeProvider time, Action<string, string> report)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(report);
        var encryption = Choice.Of(settings.Encryption, ["A256GCM", "A192GCM", "A128GCM"], nameof(settings.Encryption), report);
        return encryption is null
            ? null
            : new Cipher(ContentEncryption.Find(encryption)!, settings.Tag == TagPosition.Start, System.Text.Encoding.UTF8.GetBytes(settings.AssociatedData ?? string.Empty));
    }

    private sealed class Cipher(ContentEncryption encryption, bool isTagFirst, byte[] associatedData) : IMessageCipher
    {
        private const int Sealed = 0;
        private const int Iv = 1;
        private const int Ciphertext = 2;
        private const int Tag = 3;
        private const int CiphertextAndTag = 4;
        private const int NonceSize = AesGcmContentCipher.NonceSize;
        private const int TagSize = AesGcmContentCipher.TagSize;

        private static readonly MessagePart IvPart = new("iv", "the nonce: 12 bytes, fresh for each message");
        private static readonly MessagePart CiphertextPart = new("ciphertext", "as long as the plaintext");
        private static readonly MessagePart TagPart = new("tag", "16 bytes");

        private readonly ObjectPool<RandomBatch> _random = RandomBatch.CreatePool();

        /// <summary>Where the tag comes first, the two are not next to each other in this order.</summary>
        public IReadOnlyList<MessagePart> Parts { get; } = isTagFirst
            ? [new("sealed", "{iv}, then {tag}, then {ciphertext}"), IvPart, CiphertextPart, TagPart]
            : [new("sealed", "{iv}, then {ciphertext}, then {tag}"), IvPart, CiphertextPart, TagPart, new("ciphertextAndTag", "{ciphertext}, then {tag}")];

        public IReadOnlyList<string> Opening { get; } =
        [
            $"Decrypt {{ciphertext}} with AES-{8 * encryption.KeySize}-GCM under the shared key, with the nonce {{iv}}, the tag {{tag}} and {(associatedData.Length > 0 ? "the associated data of the settings, in UTF-8" : "no associated data")}.",
            "Refuse what the tag does not fit.",
        ];

        public bool HasIntegrity => true;

        public IReadOnlyList<Weakness> Weaknesses => [];

        public bool SufficesToOpen(IReadOnlyCollection<string> parts) =>
            parts.Contains("sealed") || (parts.Contains("iv") && (parts.Contains("ciphertextAndTag") || (parts.Contains("ciphertext") && parts.Contains("tag"))));

        public string? FindKeyProblem(SecretValue key, KeyUse use) => KeyMaterial.Of(key).TryGetOctets(encryption.KeySize, out _);

        public bool LooksSealed(SealedParts parts) => TryFind(parts, out _, out _, out _);

        public bool TrySeal(ReadOnlySpan<byte> plaintext, SecretValue key, SealedParts parts)
        {
            var length = NonceSize + plaintext.Length + TagSize;
            var ciphertext = isTagFirst ? (NonceSize + TagSize)..length : NonceSize..(length - TagSize);
            var tag = isTagFirst ? NonceSize..(NonceSize + TagSize) : (length - TagSize)..length;
            var room = parts.Buffer.GetSpan(length)[..length];
            var random = _random.Get();
            CipherOf(key).Encrypt(random, plaintext, associatedData, room[..NonceSize], room[ciphertext], room[tag]);
            _random.Return(random);
            parts.Buffer.Advance(length);
            parts.Place(Sealed, ..length);
            parts.Place(Iv, ..NonceSize);
            parts.Place(Ciphertext, ciphertext);
            parts.Place(Tag, tag);
            if (!isTagFirst)
            {
                parts.Place(CiphertextAndTag, NonceSize..length);
            }

            return true;
        }

        public bool TryOpen(SealedParts parts, SecretValue key, PooledBuffer plaintext) =>
            TryFind(parts, out var iv, out var ciphertext, out var tag) && CipherOf(key).TryDecrypt(iv, ciphertext, associatedData, tag, plaintext);

        /// <summary>Finds nonce, ciphertext and tag in what was placed.</summary>
        /// <returns>False when something has a length that it cannot have.</returns>
        private bool TryFind(SealedParts parts, out ReadOnlySpan<byte> iv, out ReadOnlySpan<byte> ciphertext, out ReadOnlySpan<byte> tag)
        {
            var rest = parts[Sealed];
            if (!parts.Has(Sealed))
            {
                iv = parts[Iv];
                rest = isTagFirst ? default : parts[CiphertextAndTag];
            }
            else
            {
                iv = rest[..Math.Min(NonceSize, rest.Length)];
                rest = rest[iv.Length..];
            }

            if (parts.Has(Tag))
            {
                ciphertext = parts[Ciphertext];
                tag = parts[Tag];
            }
            else
            {
                var tagSize = Math.Min(TagSize, rest.Length);
                ciphertext = isTagFirst ? rest[tagSize..] : rest[..^tagSize];
                tag = isTagFirst ? rest[..tagSize] : rest[^tagSize..];
            }

            return iv.Length == NonceSize && tag.Length == TagSize;
        }

        private KeyedCipher CipherOf(SecretValue key) => ((OctetKey)KeyMaterial.Of(key).Keys[0]).CipherFor(encryption);
    }
}
