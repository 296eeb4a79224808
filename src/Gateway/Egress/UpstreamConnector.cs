using System.Collections.Frozen;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Gateway.Configuration.Compiling;
using Gateway.Egress.Tls;
using Gateway.Telemetry.Metrics;

namespace Gateway.Egress;

/// <summary>
/// Makes the connections to an upstream: to an address that is allowed, with a peer that has proven who it is. The handshake is made here, and
/// not left to the framework's handler, so that each has a state of its own; the handler takes the stream of TLS that it is given.
/// </summary>
internal sealed partial class UpstreamConnector(UpstreamPlan upstream, GatewayMeter meter, TimeProvider clock, ILogger<UpstreamConnector> logger)
{
    /// <summary>
    /// Where TLS is spoken, by host and port. Not asked of the message for which a connection is made: by the time that it comes about, the message may be on its way
    /// to another address, or to a fallback.
    /// </summary>
    private readonly FrozenSet<(string Host, int Port)> _secure = upstream.Options.Addresses
        .Where(static address => address.Scheme == Uri.UriSchemeHttps)
        .Select(static address => (address.IdnHost, address.Port))
        .ToFrozenSet();

    private readonly FrozenSet<(string Host, int Port)> _plain = upstream.Options.Addresses
        .Where(static address => address.Scheme == Uri.UriSchemeHttp)
        .Select(static address => (address.IdnHost, address.Port))
        .ToFrozenSet();

    private readonly DestinationGuard _guard = new(upstream.Options.AllowPrivateNetworks, upstream.Options.ConnectTimeout, clock);
    private readonly TlsPolicy _policy = new(upstream, clock);

    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var endpoint = context.DnsEndPoint;
        var host = DestinationGuard.HostOf(endpoint);
        var isPlain = _plain.Contains((host, endpoint.Port));
        if (isPlain == _secure.Contains((host, endpoint.Port)))
        {
            // Neither, or both: the configuration has no such address.
            throw new DestinationRefusedException();
        }

        var protocols = ProtocolsOf(context.InitialRequestMessage);
        var socket = await _guard.ConnectAsync(endpoint, cancellationToken);
        if (isPlain)
        {
            return new NetworkStream(socket, ownsSocket: true);
        }

        var handshake = new TlsHandshake(_policy, host);
        var tls = await handshake.RunAsync(socket, protocols, cancellationToken);
        if (handshake.MissesPins)
        {
            meter.PinsMissed(upstream.Name);
            Log.PinsMissed(logger, upstream.Name);
        }

        return tls;
    }

    /// <summary>As the framework's handler would offer: the version that the message wants, and what it may fall back to.</summary>
    private static List<SslApplicationProtocol> ProtocolsOf(HttpRequestMessage message) =>
        message.Version < HttpVersion.Version20 && message.VersionPolicy != HttpVersionPolicy.RequestVersionOrHigher ? [SslApplicationProtocol.Http11]
        : message.Version >= HttpVersion.Version20 && message.VersionPolicy != HttpVersionPolicy.RequestVersionOrLower ? [SslApplicationProtocol.Http2]
        : [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11];

    private static partial class Log
    {
        [LoggerMessage(2101, LogLevel.Warning, "No key in the chain of {Upstream} is pinned; PinMode is report, so the connection is used")]
        public static partial void PinsMissed(ILogger logger, string upstream);
    }
}
