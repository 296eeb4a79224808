using System.Security.Cryptography;
using Gateway.Transforms.Buffers;

namespace Gateway.Transforms.Ciphers;

/// <summary>
/// Removes PKCS#7 padding (RFC 5652 section 6.3) in time that does not depend on whether, or where, it is wrong. The framework's own way throws, which
/// takes longer by a multiple, and is counted among the exceptions of the process: where nothing authenticates a message, each would tell a padding.
/// </summary>
internal static class Pkcs7
{
    private const int BlockSize = AesCbcCipher.BlockSize;

    /// <summary>Decrypts AES-CBC and appends the plaintext without its padding.</summary>
    /// <param name="aes">The cipher with its key.</param>
    /// <param name="iv">One block.</param>
    /// <param name="ciphertext">Whole blocks, at least one.</param>
    /// <param name="plaintext">Gets the plaintext.</param>
    /// <returns>False when the padding is wrong; nothing is appended then.</returns>
    public static bool TryDecryptCbc(Aes aes, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> ciphertext, PooledBuffer plaintext)
    {
        var room = plaintext.GetSpan(ciphertext.Length)[..ciphertext.Length];
        if (aes.DecryptCbc(ciphertext, iv, room, PaddingMode.None) != room.Length)
        {
            throw new CryptographicException("The cipher kept back a block.");
        }

        var padding = PaddingOf(room[^BlockSize..]);
        if (padding == 0)
        {
            CryptographicOperations.ZeroMemory(room);
            return false;
        }

        plaintext.Advance(room.Length - padding);
        CryptographicOperations.ZeroMemory(room[^padding..]);
        return true;
    }

    /// <summary>How many bytes of the last block are padding, from 1 to 16; 0 when it is wrong. Each byte is looked at, and none decides a branch.</summary>
    private static int PaddingOf(ReadOnlySpan<byte> block)
    {
        var padding = (int)block[^1];
        var wrong = IsNegative(padding - 1) | IsNegative(BlockSize - padding);
        for (var i = 1; i <= BlockSize; i++)
        {
            // All ones for the bytes that padding claims.
            var isClaimed = ~IsNegative(padding - i);
            wrong |= isClaimed & (block[^i] ^ padding);
        }

        return padding & ~IsNegative(wrong | -wrong);
    }

    private static int IsNegative(int number) => number >> 31;
}
