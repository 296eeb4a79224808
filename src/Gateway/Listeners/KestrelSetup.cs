using System.Net;
using Gateway.Configuration.Options;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.Listeners;

/// <summary>Binds the server to its two listeners and to what it accepts there.</summary>
internal static class KestrelSetup
{
    /// <summary>Read once when the server's types are loaded: a line ends in CR LF, never in a bare LF (RFC 9112 section 2.2).</summary>
    private const string StrictLineEnds = "Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators";

    /// <summary>What is read and thrown away of a refused body, so that a caller that is still sending meets its answer and not a reset.</summary>
    private const long MostDiscarded = 16L << 20;

    public static void Configure(KestrelServerOptions server, GatewayOptions options, OpenConnections connections)
    {
        AppContext.SetSwitch(StrictLineEnds, true);
        server.AddServerHeader = false;
        server.RequestHeaderEncodingSelector = RequestHeaderDecoding.Select!;

        // Each route sets its own, which is greater. This one is for what has no route, and for what comes while the gateway stops.
        server.Limits.MaxRequestBodySize = MostDiscarded;
        Bind(server, options.DataListener, ListenerRole.Data, connections);
        Bind(server, options.ManagementListener, ListenerRole.Management, connections);
    }

    private static void Bind(KestrelServerOptions server, ListenerOptions listener, ListenerRole role, OpenConnections connections)
    {
        if (listener.Address is null)
        {
            server.ListenLocalhost(listener.Port, Mark);
        }
        else
        {
            server.Listen(new IPEndPoint(listener.Address, listener.Port), Mark);
        }

        void Mark(ListenOptions bound)
        {
            bound.Protocols = HttpProtocols.Http1;
            var feature = new ListenerFeature(role);
            bound.Use(next => connection =>
            {
                connection.Features.Set(feature);
                return connections.ServeAsync(connection, next);
            });
        }
    }
}
