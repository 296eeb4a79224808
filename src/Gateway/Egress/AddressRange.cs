using System.Net;
using System.Net.Sockets;

namespace Gateway.Egress;

/// <summary>
/// Tells addresses of the public Internet from all others (IANA special-purpose registries, RFC 6890): loopback, private, shared, link-local
/// with the clouds' metadata addresses in it, unique-local, multicast, documentation, the platform address of a cloud, and IPv6 forms that carry such an IPv4 address.
/// </summary>
internal static class AddressRange
{
    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "168.63.129.16/32", "2001::/23", "2001:db8::/32", "3fff::/20",
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>All that is given out of IPv6 (IANA); everything else is special or nobody's.</summary>
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    /// <summary>RFC 6052: an IPv4 address in the last four bytes.</summary>
    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>RFC 3056: an IPv4 address in bytes 2 to 5.</summary>
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return IsPublic(address.MapToIPv4());
        }

        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            var bytes = address.GetAddressBytes();
            if (Translated.Contains(address))
            {
                return IsPublic(new IPAddress(bytes.AsSpan(12, 4)));
            }

            if (SixToFour.Contains(address))
            {
                return IsPublic(new IPAddress(bytes.AsSpan(2, 4)));
            }

            // RFC 5214 (ISATAP): an IPv4 address in the last four bytes of any network's address, behind this mark.
            if (bytes.AsSpan(9, 3).SequenceEqual((ReadOnlySpan<byte>)[0x00, 0x5e, 0xfe]) && (bytes[8] & ~0x02) == 0 && !IsPublic(new IPAddress(bytes.AsSpan(12, 4))))
            {
                return false;
            }

            if (!GlobalUnicast.Contains(address))
            {
                return false;
            }
        }

        return !Array.Exists(NotPublic, range => range.Contains(address));
    }
}
