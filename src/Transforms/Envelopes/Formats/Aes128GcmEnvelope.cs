using System.Buffers.Binary;
using System.Security.Cryptography;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Ciphers;
using Gateway.Transforms.Keys;
using Gateway.Transforms.Secrets;
using Microsoft.Extensions.ObjectPool;

namespace Gateway.Transforms.Envelopes.Formats;

/// <summary>
/// <c>aes128gcm</c>: the encrypted content encoding of HTTP (RFC 8188). A header of salt, record size and key id, then records, each sealed with
/// AES-128-GCM under a key and a nonce that come out of the shared key and the salt. The key id of a message must be the one that is configured: it is not
/// authenticated. Nor is the record size, which does not matter where there is one record.
/// </summary>
public sealed class Aes128GcmEnvelope : IEnvelope
{
    private const int LongestKeyId = byte.MaxValue;

    /// <inheritdoc/>
    public string Name => "aes128gcm";

    /// <inheritdoc/>
    public string Summary => "Encrypted content coding for HTTP, under a shared key";

    /// <inheritdoc/>
    public string Source => "RFC 8188";

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; } = [nameof(EnvelopeSettings.KeyId), nameof(EnvelopeSettings.Encoding)];

    /// <inheritdoc/>
    public BinaryEncoding DefaultEncoding => BinaryEncoding.Binary;

    /// <inheritdoc/>
    public IMessageCipher? TryCompile(EnvelopeSettings settings, TimeProvider time, Action<string, string> report)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(report);
        var keyId = System.Text.Encoding.UTF8.GetBytes(settings.KeyId ?? string.Empty);
        if (keyId.Length <= LongestKeyId)
        {
            return new Cipher(keyId);
        }

        report(nameof(settings.KeyId), $"a key id has at most {LongestKeyId} bytes here");
        return null;
    }

    private sealed class Cipher(byte[] keyId) : IMessageCipher
    {
        private const int Sealed = 0;
        private const int SaltSize = 16;
        private const int FixedHeaderSize = SaltSize + sizeof(uint) + 1;
        private const int NonceSize = AesGcmContentCipher.NonceSize;
        private const int TagSize = AesGcmContentCipher.TagSize;

        /// <summary>What each record has beside its text: a delimiter and a tag.</summary>
        private const int Overhead = 1 + TagSize;

        /// <summary>The record size that is sealed with.</summary>
        private const int RecordSize = 4096;

        /// <summary>Shorter than the key that is derived, the shared one would be the weaker of the two.</summary>
        private const int ShortestKey = 16;

        private const byte MoreFollow = 1;
        private const byte Last = 2;

        private static readonly ContentEncryption Encryption = ContentEncryption.Gcm(ShortestKey);

        private readonly ObjectPool<RandomBatch> _random = RandomBatch.CreatePool();

        public IReadOnlyList<MessagePart> Parts { get; } =
            [new("sealed", "salt (16 bytes), record size (4 bytes, big-endian: 4096), length of the key id (1 byte), key id, then records: up to 4079 bytes of plaintext, each 17 longer when sealed")];

        public IReadOnlyList<string> Opening { get; } =
        [
            "Read the header: salt, record size, length of the key id, key id (RFC 8188 section 2.1). Refuse another key id than your own.",
            "Derive key and nonce with HKDF-SHA256 from the shared key and the salt: 16 bytes for 'Content-Encoding: aes128gcm' and a zero byte, 12 bytes for 'Content-Encoding: nonce' and a zero byte (sections 2.2 and 2.3).",
            "Cut the rest into records of the record size; the last may be shorter. Decrypt each with AES-128-GCM, its last 16 bytes being the tag; its nonce is the derived one, xor the record's number, counted from 0.",
            "Remove from each record the zero bytes at its end and the delimiter before them: 2 in the last record, 1 in every other. Refuse any other delimiter.",
        ];

        public bool HasIntegrity => true;

        public IReadOnlyList<Weakness> Weaknesses => [];

        private int HeaderSize => FixedHeaderSize + keyId.Length;

        public bool SufficesToOpen(IReadOnlyCollection<string> parts) => parts.Contains("sealed");

        public string? FindKeyProblem(SecretValue key, KeyUse use) =>
            KeyMaterial.Of(key).TryGetOnly(out var only)
            ?? (only is OctetKey { Size: >= ShortestKey } ? null : $"a symmetric key of {ShortestKey} bytes or more is needed, not {only!.Description}");

        public bool LooksSealed(SealedParts parts) => TryReadHeader(parts[Sealed], out _, out _);

        public bool TrySeal(ReadOnlySpan<byte> plaintext, SecretValue key, SealedParts parts)
        {
            var header = parts.Buffer.GetSpan(HeaderSize)[..HeaderSize];
            var random = _random.Get();
            random.Fill(header[..SaltSize]);
            _random.Return(random);
            BinaryPrimitives.WriteUInt32BigEndian(header[SaltSize..], RecordSize);
            header[FixedHeaderSize - 1] = (byte)keyId.Length;
            keyId.CopyTo(header[FixedHeaderSize..]);
            parts.Buffer.Advance(HeaderSize);

            Span<byte> nonce = stackalloc byte[NonceSize];
            using var cipher = Derive(key, header[..SaltSize], nonce);
            using var record = new PooledBuffer(RecordSize);
            var rest = plaintext;
            for (var sequence = 0L; sequence == 0 || !rest.IsEmpty; sequence++)
            {
                var text = rest[..Math.Min(rest.Length, RecordSize - Overhead)];
                rest = rest[text.Length..];
                record.Clear();
                record.Write(text);
                record.Write([rest.IsEmpty ? Last : MoreFollow]);

                var room = parts.Buffer.GetSpan(record.Length + TagSize)[..(record.Length + TagSize)];
                Count(nonce, sequence);
                cipher.Encrypt(nonce, record.WrittenSpan, [], room[..record.Length], room[record.Length..]);
                Count(nonce, sequence);
                parts.Buffer.Advance(room.Length);
            }

            parts.Place(Sealed, ..parts.Buffer.Length);
            return true;
        }

        public bool TryOpen(SealedParts parts, SecretValue key, PooledBuffer plaintext)
        {
            if (!TryReadHeader(parts[Sealed], out var recordSize, out var records))
            {
                return false;
            }

            var start = plaintext.Length;
            Span<byte> nonce = stackalloc byte[NonceSize];
            using var cipher = Derive(key, parts[Sealed][..SaltSize], nonce);
            for (var sequence = 0L; !records.IsEmpty; sequence++)
            {
                var record = records[..(int)Math.Min(recordSize, records.Length)];
                records = records[record.Length..];
                Count(nonce, sequence);
                var opened = record.Length >= Overhead && cipher.TryDecrypt(nonce, record[..^TagSize], [], record[^TagSize..], plaintext);
                Count(nonce, sequence);
                if (!opened || !TryRemovePadding(plaintext, record.Length - TagSize, records.IsEmpty ? Last : MoreFollow))
                {
                    plaintext.Truncate(start);
                    return false;
                }
            }

            return true;
        }

        /// <summary>Takes delimiter and zeros from the end of a record of <paramref name="length"/> bytes (RFC 8188 section 2). What was cut off, or changed places, shows in the delimiter.</summary>
        private static bool TryRemovePadding(PooledBuffer plaintext, int length, byte delimiter)
        {
            var text = plaintext.WrittenSpan[^length..].TrimEnd((byte)0);
            if (text.IsEmpty || text[^1] != delimiter)
            {
                return false;
            }

            plaintext.Truncate(plaintext.Length - length + text.Length - 1);
            return true;
        }

        /// <summary>Puts the record's number into the nonce, or out of it again (section 2.3).</summary>
        private static void Count(Span<byte> nonce, long sequence)
        {
            var end = nonce[^sizeof(long)..];
            BinaryPrimitives.WriteInt64BigEndian(end, BinaryPrimitives.ReadInt64BigEndian(end) ^ sequence);
        }

        /// <summary>The message's cipher and first nonce (sections 2.2 and 2.3).</summary>
        private static ContentCipher Derive(SecretValue key, ReadOnlySpan<byte> salt, Span<byte> nonce)
        {
            Span<byte> pseudoRandomKey = stackalloc byte[SHA256.HashSizeInBytes];
            Span<byte> contentKey = stackalloc byte[ShortestKey];
            HKDF.Extract(HashAlgorithmName.SHA256, ((OctetKey)KeyMaterial.Of(key).Keys[0]).Bytes, salt, pseudoRandomKey);
            HKDF.Expand(HashAlgorithmName.SHA256, pseudoRandomKey, contentKey, "Content-Encoding: aes128gcm\0"u8);
            HKDF.Expand(HashAlgorithmName.SHA256, pseudoRandomKey, nonce, "Content-Encoding: nonce\0"u8);
            var cipher = Encryption.Create(contentKey);
            CryptographicOperations.ZeroMemory(contentKey);
            CryptographicOperations.ZeroMemory(pseudoRandomKey);
            return cipher;
        }

        /// <summary>Reads the header (section 2.1).</summary>
        /// <returns>False when it is none, when the key is another one, or when there is no record.</returns>
        private bool TryReadHeader(ReadOnlySpan<byte> message, out long recordSize, out ReadOnlySpan<byte> records)
        {
            recordSize = 0;
            records = default;
            if (message.Length < HeaderSize + Overhead || message[FixedHeaderSize - 1] != keyId.Length || !message[FixedHeaderSize..HeaderSize].SequenceEqual(keyId))
            {
                return false;
            }

            recordSize = BinaryPrimitives.ReadUInt32BigEndian(message[SaltSize..]);
            records = message[HeaderSize..];
            return recordSize > Overhead;
        }
    }
}
