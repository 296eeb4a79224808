using System.Net;
using System.Net.Security;
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
    private readonly DestinationGuard _guard = new(upstream.Options.AllowPrivateNetworks);
    private readonly TlsPolicy _policy = new(upstream, clock);

    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var transport = await _guard.ConnectAsync(context.DnsEndPoint, cancellationToken);
        if (context.InitialRequestMessage.RequestUri!.Scheme == Uri.UriSchemeHttp)
        {
            return transport;
        }

        var handshake = new TlsHandshake(_policy, context.DnsEndPoint.Host);
        var tls = await handshake.RunAsync(transport, ProtocolsOf(context.InitialRequestMessage), cancellationToken);
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
