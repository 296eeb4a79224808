using System.Buffers.Binary;
using System.Security.Cryptography;
using Gateway.Transforms.Buffers;

namespace Gateway.Transforms.Ciphers;

/// <summary>
/// EME-OAEP encoding with an empty label (RFC 8017 section 7.1.1), for what the framework's own padding cannot do: two different hashes.
/// There is no decoding here: the framework offers no bare private-key operation, and one of ours would not run in constant time.
/// </summary>
internal static class OaepPadding
{
    /// <summary>Fills <paramref name="encoded"/>, which is as long as the modulus.</summary>
    /// <exception cref="CryptographicException">The text is too long for the modulus.</exception>
    public static void Encode(ReadOnlySpan<byte> text, OaepHashes hashes, RandomBatch random, Span<byte> encoded)
    {
        if (text.Length > hashes.LongestText(encoded.Length))
        {
            throw new CryptographicException("The text is too long for the RSA key.");
        }

        // 0x00 || seed || data block, where the data block is label hash || zeros || 0x01 || text.
        var hashSize = OaepHashes.SizeOf(hashes.Hash);
        encoded.Clear();
        var seed = encoded.Slice(1, hashSize);
        var block = encoded[(1 + hashSize)..];
        random.Fill(seed);
        CryptographicOperations.HashData(hashes.Hash, [], block);
        block[^(text.Length + 1)] = 0x01;
        text.CopyTo(block[^text.Length..]);
        Mask(seed, hashes.Mask, block);
        Mask(block, hashes.Mask, seed);
    }

    /// <summary>XORs MGF1 of <paramref name="seed"/> into <paramref name="target"/> (RFC 8017 appendix B.2.1).</summary>
    private static void Mask(ReadOnlySpan<byte> seed, HashAlgorithmName hash, Span<byte> target)
    {
        using var input = new PooledBuffer(seed.Length + sizeof(uint));
        input.Write(seed);
        var counted = input.GetSpan(sizeof(uint))[..sizeof(uint)];
        input.Advance(sizeof(uint));
        Span<byte> digest = stackalloc byte[SHA512.HashSizeInBytes];
        for (uint counter = 0; !target.IsEmpty; counter++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(counted, counter);
            var length = Math.Min(CryptographicOperations.HashData(hash, input.WrittenSpan, digest), target.Length);
            for (var i = 0; i < length; i++)
            {
                target[i] ^= digest[i];
            }

            target = target[length..];
        }

        CryptographicOperations.ZeroMemory(digest);
    }
}
