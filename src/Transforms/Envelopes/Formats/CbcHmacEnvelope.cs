using System.Security.Cryptography;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Ciphers;
using Gateway.Transforms.Guarding;
using Gateway.Transforms.Json;
using Gateway.Transforms.Keys;
using Gateway.Transforms.Secrets;
using Microsoft.Extensions.ObjectPool;

namespace Gateway.Transforms.Envelopes.Formats;

/// <summary>
/// <c>cbc-hmac</c>: base64 of <c>{"iv":…,"value":…,"mac":…,"tag":…}</c>, as the encrypter of the Laravel framework writes it (laravel/framework,
/// <c>src/Illuminate/Encryption/Encrypter.php</c>). With CBC, <c>mac</c> is the HMAC-SHA256, in hexadecimal and under the same key, of the texts of
/// <c>iv</c> and <c>value</c> together, and <c>tag</c> is empty; with GCM it is the other way round.
/// </summary>
public sealed class CbcHmacEnvelope : IEnvelope
{
    /// <inheritdoc/>
    public string Name => "cbc-hmac";

    /// <inheritdoc/>
    public string Summary => "AES-CBC and HMAC, or AES-GCM, as Laravel's encrypter writes them";

    /// <inheritdoc/>
    public string Source => "github.com/laravel/framework, src/Illuminate/Encryption/Encrypter.php";

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; } = [nameof(EnvelopeSettings.Encryption)];

    /// <inheritdoc/>
    public IMessageCipher? TryCompile(EnvelopeSettings settings, TimeProvider time, Action<string, string> report)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(report);
        var encryption = Choice.Of(settings.Encryption, ["A256CBC", "A128CBC", "A256GCM", "A128GCM"], nameof(settings.Encryption), report);
        return encryption is null ? null : new Cipher(encryption.StartsWith("A256", StringComparison.Ordinal) ? 32 : 16, ContentEncryption.Find(encryption));
    }

    /// <param name="keySize">Of the key, which with CBC is the MAC's too.</param>
    /// <param name="gcm">The algorithm; null for CBC.</param>
    private sealed class Cipher(int keySize, ContentEncryption? gcm) : IMessageCipher
    {
        private const int Sealed = 0;
        private const int BlockSize = AesCbcCipher.BlockSize;
        private const int MacLength = 2 * SHA256.HashSizeInBytes;

        private static readonly JsonGuardOptions Flat = new(MaxDepth: 1);

        private readonly ObjectPool<RandomBatch> _random = RandomBatch.CreatePool();

        /// <summary>Base64 of <c>{"iv":</c>, with which every message begins.</summary>
        private static ReadOnlySpan<byte> Mark => "eyJpdiI6"u8;

        public IReadOnlyList<MessagePart> Parts { get; } =
        [
            new("sealed", $"base64 of {{\"iv\":…,\"value\":…,\"mac\":…,\"tag\":…}}: IV ({(gcm is null ? "16" : "12")} bytes) and ciphertext in base64; {(gcm is null ? "mac is 64 hexadecimal digits and tag is empty" : "mac is empty and tag is base64")}", IsText: true),
        ];

        public IReadOnlyList<string> Opening { get; } =
        [
            "Decode {sealed} from base64: a JSON object.",
            .. gcm is null
                ? new[]
                {
                    "Compute HMAC-SHA256, under the shared key, of the texts of iv and value, one after the other and not decoded. Refuse what mac, in hexadecimal, does not equal; compare in constant time.",
                    $"Decode iv and value from base64, decrypt value with AES-{8 * keySize}-CBC under the shared key and iv, and remove the PKCS#7 padding.",
                }
                : [$"Decode iv, value and tag from base64, and decrypt value with AES-{8 * keySize}-GCM under the shared key, with the nonce iv, the tag, which must be 16 bytes, and no associated data."],
        ];

        public bool HasIntegrity => true;

        public bool IsUnmistakable => true;

        public IReadOnlyList<Weakness> Weaknesses => [];

        private int IvSize => gcm is null ? BlockSize : gcm.NonceSize;

        private int TagSize => gcm?.TagSize ?? 0;

        public bool SufficesToOpen(IReadOnlyCollection<string> parts) => parts.Contains("sealed");

        public string? FindKeyProblem(SecretValue key, KeyUse use) => KeyMaterial.Of(key).TryGetOctets(keySize, out _);

        public bool LooksSealed(SealedParts parts) => parts[Sealed].StartsWith(Mark);

        public bool TrySeal(ReadOnlySpan<byte> plaintext, SecretValue key, SealedParts parts)
        {
            using var bytes = new PooledBuffer(BlockSize + plaintext.Length + BlockSize);
            using var texts = new PooledBuffer(2 * bytes.Array.Length);
            using var json = new PooledBuffer(2 * bytes.Array.Length);
            Encrypt(plaintext, KeyOf(key), bytes);

            var ciphertextEnd = bytes.Length - TagSize;
            BinaryText.Write(bytes.WrittenSpan[..IvSize], BinaryEncoding.Base64, texts);
            var ivLength = texts.Length;
            BinaryText.Write(bytes.WrittenSpan[IvSize..ciphertextEnd], BinaryEncoding.Base64, texts);

            json.Write("{\"iv\":\""u8);
            json.Write(texts.WrittenSpan[..ivLength]);
            json.Write("\",\"value\":\""u8);
            json.Write(texts.WrittenSpan[ivLength..]);
            json.Write("\",\"mac\":\""u8);
            if (gcm is null)
            {
                WriteMac(KeyOf(key), texts.WrittenSpan, json.GetSpan(MacLength)[..MacLength]);
                json.Advance(MacLength);
            }

            json.Write("\",\"tag\":\""u8);
            BinaryText.Write(bytes.WrittenSpan[ciphertextEnd..], BinaryEncoding.Base64, json);
            json.Write("\"}"u8);
            BinaryText.Write(json.WrittenSpan, BinaryEncoding.Base64, parts.Buffer);
            parts.Place(Sealed, ..parts.Buffer.Length);
            return true;
        }

        public bool TryOpen(SealedParts parts, SecretValue key, PooledBuffer plaintext)
        {
            using var json = new PooledBuffer(parts[Sealed].Length);
            if (!BinaryText.TryRead(parts[Sealed], BinaryEncoding.Base64, json) || JsonGuard.TryRead(json.WrittenMemory, Flat, out var tape) != GuardFault.None)
            {
                return false;
            }

            using (tape)
            {
                return TryFindTexts(tape!, out var texts) && TryDecrypt(tape!, texts, KeyOf(key), plaintext);
            }
        }

        private static OctetKey KeyOf(SecretValue key) => (OctetKey)KeyMaterial.Of(key).Keys[0];

        private static void WriteMac(OctetKey key, ReadOnlySpan<byte> texts, Span<byte> hex)
        {
            Span<byte> mac = stackalloc byte[SHA256.HashSizeInBytes];
            HMACSHA256.HashData(key.Bytes, texts, mac);
            Convert.TryToHexStringLower(mac, hex, out _);
        }

        /// <summary>Finds the members: all of them strings, none that is not known. <c>tag</c> may be absent: Laravel before 8.75 had none.</summary>
        private static bool TryFindTexts(JsonTape tape, out Members texts)
        {
            texts = default;
            if (tape.KindOf(0) != JsonKind.Object)
            {
                return false;
            }

            for (var name = 1; name < tape.Count; name += 2)
            {
                var value = name + 1;
                if (tape.KindOf(value) != JsonKind.String)
                {
                    return false;
                }

                switch (tape.Text(name))
                {
                    case var text when text.SequenceEqual("iv"u8):
                        texts.Iv = value;
                        break;
                    case var text when text.SequenceEqual("value"u8):
                        texts.Value = value;
                        break;
                    case var text when text.SequenceEqual("mac"u8):
                        texts.Mac = value;
                        break;
                    case var text when text.SequenceEqual("tag"u8):
                        texts.Tag = value;
                        break;
                    default:
                        return false;
                }
            }

            return texts is { Iv: > 0, Value: > 0, Mac: > 0 };
        }

        private void Encrypt(ReadOnlySpan<byte> plaintext, OctetKey key, PooledBuffer destination)
        {
            if (gcm is null)
            {
                key.Cbc.Encrypt(plaintext, destination);
                return;
            }

            var length = gcm.NonceSize + plaintext.Length + gcm.TagSize;
            var room = destination.GetSpan(length)[..length];
            var random = _random.Get();
            key.CipherFor(gcm).Encrypt(random, plaintext, [], room[..gcm.NonceSize], room[gcm.NonceSize..^gcm.TagSize], room[^gcm.TagSize..]);
            _random.Return(random);
            destination.Advance(length);
        }

        private bool TryDecrypt(JsonTape tape, Members members, OctetKey key, PooledBuffer plaintext)
        {
            var iv = tape.Text(members.Iv);
            var value = tape.Text(members.Value);
            var mac = tape.Text(members.Mac);
            var tag = members.Tag == 0 ? [] : tape.Text(members.Tag);
            using var bytes = new PooledBuffer(iv.Length + value.Length);
            if (gcm is null)
            {
                bytes.Write(iv);
                bytes.Write(value);
                Span<byte> expected = stackalloc byte[MacLength];
                WriteMac(key, bytes.WrittenSpan, expected);

                // Only whoever has the key comes as far as the padding: its being wrong tells nobody anything.
                if (!CryptographicOperations.FixedTimeEquals(expected, mac) || !tag.IsEmpty)
                {
                    return false;
                }

                bytes.Clear();
            }
            else if (!mac.IsEmpty)
            {
                return false;
            }

            if (!BinaryText.TryRead(iv, BinaryEncoding.Base64, bytes) || bytes.Length != IvSize
                || !BinaryText.TryRead(value, BinaryEncoding.Base64, bytes))
            {
                return false;
            }

            var ciphertextEnd = bytes.Length;
            if (!BinaryText.TryRead(tag, BinaryEncoding.Base64, bytes) || bytes.Length - ciphertextEnd != TagSize)
            {
                return false;
            }

            var nonce = bytes.WrittenSpan[..IvSize];
            var ciphertext = bytes.WrittenSpan[IvSize..ciphertextEnd];
            return gcm is null
                ? ciphertext.Length > 0 && ciphertext.Length % BlockSize == 0 && key.Cbc.TryDecrypt(nonce, ciphertext, plaintext)
                : key.CipherFor(gcm).TryDecrypt(nonce, ciphertext, [], bytes.WrittenSpan[ciphertextEnd..], plaintext);
        }

        /// <summary>Where the members' values stand on the tape; 0 for what is not there.</summary>
        private record struct Members(int Iv, int Value, int Mac, int Tag);
    }
}
