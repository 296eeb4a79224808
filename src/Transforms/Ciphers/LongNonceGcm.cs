using System.Buffers.Binary;
using System.Security.Cryptography;
using Gateway.Transforms.Buffers;

namespace Gateway.Transforms.Ciphers;

/// <summary>
/// Opens AES-GCM messages whose nonce has another length than 96 bits (NIST SP 800-38D section 7.1), which the platform's cipher does not take: nobody
/// should make them, and some do. Both halves are the platform's: AES for the key stream, and for GHASH a message under a nonce that is used
/// for nothing else, whose tag gives the hash once its mask is taken off.
/// </summary>
internal static class LongNonceGcm
{
    private const int BlockSize = 16;
    private const int CounterOffset = 12;

    /// <summary>Of nonces that are opened, in bytes.</summary>
    public const int LongestNonce = 64;

    /// <inheritdoc cref="ContentCipher.TryDecrypt"/>
    public static bool TryDecrypt(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> tag, PooledBuffer plaintext)
    {
        if (nonce.IsEmpty || nonce.Length > LongestNonce || tag.Length != AesGcmContentCipher.TagSize)
        {
            return false;
        }

        using var aes = Aes.Create();
        aes.SetKey(key);
        using var gcm = new AesGcm(key, AesGcmContentCipher.TagSize);

        // The first counter is the hash of the nonce: padded, then zeros and its length, just as a ciphertext without associated data would be.
        Span<byte> first = stackalloc byte[BlockSize];
        Hash(aes, gcm, nonce, [], first);
        Span<byte> expected = stackalloc byte[BlockSize];
        Hash(aes, gcm, ciphertext, associatedData, expected);
        Span<byte> mask = stackalloc byte[BlockSize];
        aes.EncryptEcb(first, mask, PaddingMode.None);
        Xor(expected, mask);
        if (!CryptographicOperations.FixedTimeEquals(expected, tag))
        {
            return false;
        }

        var room = plaintext.GetSpan(ciphertext.Length)[..ciphertext.Length];
        ciphertext.CopyTo(room);
        ApplyKeyStream(aes, first, room);
        plaintext.Advance(room.Length);
        return true;
    }

    /// <summary>GHASH over associated data and ciphertext and their lengths.</summary>
    private static void Hash(Aes aes, AesGcm gcm, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> associatedData, Span<byte> hash)
    {
        // A plaintext that encrypts to this ciphertext under a nonce of zeros: its tag is the hash, masked with the first block of the key stream.
        Span<byte> counter = stackalloc byte[BlockSize];
        counter.Clear();
        counter[^1] = 1;
        using var text = new PooledBuffer(2 * ciphertext.Length);
        var room = text.GetSpan(2 * ciphertext.Length)[..(2 * ciphertext.Length)];
        text.Advance(room.Length);
        var preimage = room[..ciphertext.Length];
        ciphertext.CopyTo(preimage);
        ApplyKeyStream(aes, counter, preimage);
        gcm.Encrypt(counter[..CounterOffset], preimage, room[ciphertext.Length..], hash, associatedData);
        Span<byte> mask = stackalloc byte[BlockSize];
        aes.EncryptEcb(counter, mask, PaddingMode.None);
        Xor(hash, mask);
    }

    /// <summary>XORs the key stream that begins after <paramref name="counter"/> into <paramref name="text"/>.</summary>
    private static void ApplyKeyStream(Aes aes, ReadOnlySpan<byte> counter, Span<byte> text)
    {
        const int BatchSize = 32 * BlockSize;
        Span<byte> blocks = stackalloc byte[BatchSize];
        Span<byte> stream = stackalloc byte[BatchSize];
        var number = BinaryPrimitives.ReadUInt32BigEndian(counter[CounterOffset..]);
        while (!text.IsEmpty)
        {
            for (var offset = 0; offset < BatchSize; offset += BlockSize)
            {
                counter[..CounterOffset].CopyTo(blocks[offset..]);
                BinaryPrimitives.WriteUInt32BigEndian(blocks[(offset + CounterOffset)..], unchecked(++number));
            }

            aes.EncryptEcb(blocks, stream, PaddingMode.None);
            var length = Math.Min(text.Length, BatchSize);
            Xor(text[..length], stream);
            text = text[length..];
        }

        CryptographicOperations.ZeroMemory(stream);
    }

    private static void Xor(Span<byte> target, ReadOnlySpan<byte> with)
    {
        for (var i = 0; i < target.Length; i++)
        {
            target[i] ^= with[i];
        }
    }
}
