using System.Security.Cryptography;

namespace Gateway.Egress.Tls;

/// <summary>Reads why TLS broke off from OpenSSL's number for it, which the framework passes on. Its text is not looked at.</summary>
internal static class TlsAlert
{
    /// <summary>OpenSSL 3 packs the library above 23 bits of the reason.</summary>
    private const int LibraryShift = 23;

    private const int SslLibrary = 20;

    /// <summary>What the peer sent as an alert (RFC 8446, 6) is its number, above this.</summary>
    private const int FromPeer = 1000;

    private const int HandshakeFailure = FromPeer + 40;

    /// <summary>The word for <paramref name="failure"/>, or null if it is none that can be told.</summary>
    /// <param name="failure">An exception of a TLS connection.</param>
    /// <param name="wasAskedForOurs">Whether the peer had asked for a certificate that we do not have.</param>
    public static string? Explain(Exception failure, bool wasAskedForOurs = false) => FindReason(failure) switch
    {
        HandshakeFailure when wasAskedForOurs => PeerRefusal.ClientCertificateDemanded,

        // bad, unsupported, revoked, expired, unknown certificate; unknown authority; access denied; certificate required: all about ours.
        FromPeer + 42 or FromPeer + 43 or FromPeer + 44 or FromPeer + 45 or FromPeer + 46 or FromPeer + 48 or FromPeer + 49 or FromPeer + 116 =>
            PeerRefusal.ClientCertificateDemanded,

        // Handshake failure, protocol version, insufficient security, no application protocol.
        HandshakeFailure or FromPeer + 70 or FromPeer + 71 or FromPeer + 120 => PeerRefusal.Protocol,

        // Found on our side: unsupported protocol, wrong version number, wrong SSL version, wrong cipher, unknown cipher.
        258 or 267 or 266 or 261 or 248 => PeerRefusal.Protocol,
        _ => null,
    };

    private static int? FindReason(Exception failure)
    {
        for (Exception? inner = failure; inner is not null; inner = inner.InnerException)
        {
            if (inner is CryptographicException && inner.HResult >> LibraryShift == SslLibrary)
            {
                return inner.HResult & ((1 << LibraryShift) - 1);
            }
        }

        return null;
    }
}
