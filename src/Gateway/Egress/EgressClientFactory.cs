using System.Diagnostics.Metrics;
using Gateway.Configuration.Compiling;
using Gateway.Secrets;
using Gateway.Telemetry.Metrics;
using Gateway.Transforms.Stages;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Egress;

/// <summary>Makes the HTTP client of each upstream: its connections prove who answers, and every message goes through <see cref="EgressHandler"/>.</summary>
internal sealed class EgressClientFactory(
    IMeterFactory meters, EgressHandlers handlers, SecretRefresher secrets, StageMeter stages, GatewayMeter meter, TimeProvider clock, ILoggerFactory loggers) : ForwarderHttpClientFactory
{
    /// <summary>Shorter than common servers keep a connection open: a POST on one that was just closed fails without telling whether it arrived.</summary>
    private static readonly TimeSpan IdleConnection = TimeSpan.FromSeconds(4);

    private const int MostDrained = 64 * 1024;

    private static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(1);

    /// <summary>After this a connection is made anew, and so follows changes of DNS.</summary>
    private static readonly TimeSpan OldConnection = TimeSpan.FromMinutes(2);

    protected override void ConfigureHandler(ForwarderHttpClientContext context, SocketsHttpHandler handler)
    {
        base.ConfigureHandler(context, handler);
        var upstream = PlanOf(context);
        handler.ConnectCallback = new UpstreamConnector(upstream, meter, clock, loggers.CreateLogger<UpstreamConnector>()).ConnectAsync;

        // Each handshake is made there. Should the framework ever make one itself, it would do so without our policy: it is never to succeed.
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => false;
        handler.ConnectTimeout = upstream.Options.ConnectTimeout;

        // What is left of an answer that nobody wants is read for the connection's sake, but not much of it, and not for long.
        handler.MaxResponseDrainSize = MostDrained;
        handler.ResponseDrainTimeout = LongestDrain;
        handler.PooledConnectionIdleTimeout = IdleConnection;
        handler.PooledConnectionLifetime = OldConnection;
        handler.AllowAutoRedirect = false;
        handler.ActivityHeadersPropagator = null;

        // The host's own: what else speaks HTTP in this process is not the gateway's traffic.
        handler.MeterFactory = meters;
    }

    protected override HttpMessageHandler WrapHandler(ForwarderHttpClientContext context, HttpMessageHandler handler)
    {
        var upstream = PlanOf(context);
        var egress = new EgressHandler(upstream, handler, handlers, secrets, stages, meter, clock, loggers.CreateLogger<EgressHandler>());
        handlers.Add(upstream.ClusterId, egress);
        return egress;
    }

    private static UpstreamPlan PlanOf(ForwarderHttpClientContext context) =>
        (context.NewMetadata as PlanMetadata<UpstreamPlan>)?.Plan ?? throw new InvalidOperationException("The cluster carries no plan.");
}
