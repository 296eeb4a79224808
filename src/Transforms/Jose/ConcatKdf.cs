using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Gateway.Transforms.Buffers;

namespace Gateway.Transforms.Jose;

/// <summary>Concat KDF with SHA-256 as ECDH-ES uses it (RFC 7518 section 4.6.2, NIST SP 800-56A section 5.8.1).</summary>
internal static class ConcatKdf
{
    /// <summary>Fills <paramref name="key"/>.</summary>
    /// <param name="secret">The agreed secret.</param>
    /// <param name="algorithm">The name that the key is for.</param>
    /// <param name="partyU">Decoded <c>apu</c>, or nothing.</param>
    /// <param name="partyV">Decoded <c>apv</c>, or nothing.</param>
    /// <param name="key">Gets the key.</param>
    public static void Derive(ReadOnlySpan<byte> secret, string algorithm, ReadOnlySpan<byte> partyU, ReadOnlySpan<byte> partyV, Span<byte> key)
    {
        using var input = new PooledBuffer();
        WriteNumber(input, 1);
        input.Write(secret);
        WriteNumber(input, algorithm.Length);
        input.Advance(Encoding.ASCII.GetBytes(algorithm, input.GetSpan(algorithm.Length)));
        WriteNumber(input, partyU.Length);
        input.Write(partyU);
        WriteNumber(input, partyV.Length);
        input.Write(partyV);
        WriteNumber(input, key.Length * 8);

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        for (var round = 1; !key.IsEmpty; round++)
        {
            BinaryPrimitives.WriteInt32BigEndian(input.Array, round);
            SHA256.HashData(input.WrittenSpan, digest);
            var length = Math.Min(digest.Length, key.Length);
            digest[..length].CopyTo(key);
            key = key[length..];
        }

        CryptographicOperations.ZeroMemory(digest);
    }

    private static void WriteNumber(PooledBuffer destination, int number)
    {
        BinaryPrimitives.WriteInt32BigEndian(destination.GetSpan(sizeof(int)), number);
        destination.Advance(sizeof(int));
    }
}
