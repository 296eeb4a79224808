using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Gateway.RateLimiting;

/// <summary>
/// Counts by the value of a header, which may be somebody's key: what is kept of it is half an HMAC-SHA256 under a key that nobody knows and
/// that goes with this object. A header that is there several times has its values joined, as RFC 9110 section 5.3 says that they may be.
/// </summary>
internal sealed class HeaderKey(string name) : IPartitionKey
{
    private const int KeyBytes = 32, DigestBytes = 16;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(KeyBytes);

    public UInt128 Of(HttpContext context)
    {
        if (!context.Request.Headers.TryGetValue(name, out var values))
        {
            return IPartitionKey.Unknown;
        }

        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, MemoryMarshal.AsBytes(values.ToString().AsSpan()), digest);
        return BinaryPrimitives.ReadUInt128LittleEndian(digest[..DigestBytes]);
    }
}
