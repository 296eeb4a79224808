using System.Buffers.Binary;
using System.Net;

namespace Gateway.RateLimiting;

/// <summary>
/// Counts by the address at the other end of the connection. Of an IPv6 address that is its first 64 bits: a host has the other 64 to choose
/// from. An IPv4 address is the same, however it is written.
/// </summary>
internal sealed class AddressKey : IPartitionKey
{
    private const int Ipv6Bytes = 16;
    private const int Ipv4Bytes = 4;

    /// <summary>Keeps the keys of the two families apart, and both apart from that of no address.</summary>
    private const ulong Ipv6 = 1, Ipv4 = 1UL << 32;

    public UInt128 Of(HttpContext context) => Of(context.Connection.RemoteIpAddress);

    public static UInt128 Of(IPAddress? address)
    {
        Span<byte> bytes = stackalloc byte[Ipv6Bytes];
        if (address is null || !address.TryWriteBytes(bytes, out var written))
        {
            return IPartitionKey.Unknown;
        }

        return written == Ipv4Bytes ? new UInt128(0, Ipv4 | BinaryPrimitives.ReadUInt32BigEndian(bytes))
            : address.IsIPv4MappedToIPv6 ? new UInt128(0, Ipv4 | BinaryPrimitives.ReadUInt32BigEndian(bytes[^Ipv4Bytes..]))
            : new UInt128(BinaryPrimitives.ReadUInt64BigEndian(bytes), Ipv6);
    }
}
