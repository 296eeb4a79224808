using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Gateway.Hosting;

/// <summary>Names the requests of one process, each by what its answer and the log carry.</summary>
internal sealed class RequestId(TimeProvider clock)
{
    public const string HeaderName = "X-Request-Id";

    /// <summary>
    /// Random once for the process, then counted: drawing randomness for each request is a call of the operating system, and an identifier has to be
    /// unique, not secret (RFC 9562 section 6.2, method 2).
    /// </summary>
    private ulong _last = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    /// <summary>A new identifier: 32 hexadecimal digits, unique, in the order of time to the millisecond (RFC 9562 section 5.7).</summary>
    public string Next()
    {
        var milliseconds = (ulong)clock.GetUtcNow().ToUnixTimeMilliseconds();
        var count = Interlocked.Increment(ref _last);
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, (milliseconds << 16) | 0x7000 | (count >> 52));
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], (2UL << 62) | (count & ((1UL << 62) - 1)));
        return Convert.ToHexStringLower(bytes);
    }
}
