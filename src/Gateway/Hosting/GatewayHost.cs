using Gateway.Configuration;
using Gateway.Egress;
using Gateway.Lifecycle;
using Gateway.Listeners;
using Gateway.Management;
using Gateway.Proxying;
using Gateway.RateLimiting;
using Gateway.Secrets;
using Gateway.Telemetry;
using Gateway.Telemetry.Metrics;
using Gateway.Transforms.Secrets;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.SessionAffinity;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Gateway.Hosting;

/// <summary>Puts the gateway together around a configuration that was found good.</summary>
internal static class GatewayHost
{
    /// <summary>Builds the host; it listens once it is started.</summary>
    /// <param name="loader">Reads later generations.</param>
    /// <param name="first">The first one, which has a generation.</param>
    /// <param name="secrets">The store whose generation that is.</param>
    /// <param name="clock">The time.</param>
    /// <param name="logOutput">Where the log goes instead of standard output; for tests.</param>
    public static WebApplication Build(
        ConfigurationLoader loader, ConfigurationResult first, SecretStore secrets, TimeProvider clock, Stream? logOutput = null)
    {
        var generation = first.Generation ?? throw new ArgumentException("A configuration with errors cannot be served.", nameof(first));
        secrets.Commit(generation.Secrets);
        var limiters = new RateLimiters(clock);
        generation = limiters.Attach(generation);
        limiters.Commit(generation);

        // Empty: neither a settings file nor an environment variable of the framework's has a say here.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "Gateway" });
        LogSetup.Configure(builder.Logging, generation.Options.Logging, logOutput);
        var listeners = new ListeningSockets(generation.Options.ManagementListener);
        var connections = new OpenConnections(clock);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server => KestrelSetup.Configure(server, generation.Options, connections));
        builder.Services
            .Configure<SocketTransportOptions>(sockets => sockets.CreateBoundListenSocket = listeners.Bind)
            .AddSingleton<IHostLifetime, SignalsElsewhere>()
            .AddSingleton(listeners)
            .AddSingleton(connections)
            .AddSingleton(generation.Options.Shutdown)
            .AddSingleton<Drain>()
            .AddSingleton(clock)
            .AddSingleton(secrets)
            .AddSingleton(loader)
            .AddSingleton(first)
            .AddSingleton(limiters)
            .AddRateLimiter(PlanLimiter.Configure)
            .AddSingleton<Readiness>()
            .AddSingleton<RequestId>()
            .AddSingleton<RequestLog>()
            .AddSingleton<MetricsEndpoint>()
            .AddGatewayMetrics(generation)
            .AddSingleton(new PlanConfigProvider(generation))
            .AddSingleton<IProxyConfigProvider>(static services => services.GetRequiredService<PlanConfigProvider>())
            .AddSingleton<EgressHandlers>()
            .AddSingleton<IForwarderHttpClientFactory, EgressClientFactory>()
            .AddSingleton<ITransformProvider, PlanTransformProvider>()
            .AddSingleton<SecretRefresher>()
            .AddHostedService(static services => services.GetRequiredService<SecretRefresher>())
            .AddHostedService<KeyWatch>()
            .AddHostedService<ConfigurationReloader>()
            .AddRouting()
            .AddReverseProxy();
        RemoveSessionAffinity(builder.Services);

        // The proxy brings it, and the host would put its middleware before every request; no route of ours names a policy of the framework's.
        builder.Services.RemoveAll<IAuthorizationHandlerProvider>();

        var app = builder.Build();
        app.Lifetime.ApplicationStopping.Register(limiters.Dispose);
        app.UseMiddleware<ManagementMiddleware>();
        app.UseMiddleware<ExchangeMiddleware>();
        app.UseMiddleware<FramingMiddleware>();
        app.UseRouting();
        app.UseMiddleware<RouteMiddleware>();
        app.UseWhen(PlanLimiter.Applies, static limited => limited.UseRateLimiter());
        app.MapReverseProxy(static _ => { });
        return app;
    }

    /// <summary>The proxy brings a key ring for cookies of its own, which would be written to disk; configuration cannot ask for such cookies.</summary>
    private static void RemoveSessionAffinity(IServiceCollection services)
    {
        const string KeyRing = "Microsoft.AspNetCore.DataProtection";
        services.RemoveAll<ISessionAffinityPolicy>();
        foreach (var service in services.Where(IsOfKeyRing).ToList())
        {
            services.Remove(service);
        }

        static bool IsOfKeyRing(ServiceDescriptor service) =>
            service.ServiceType.FullName!.StartsWith(KeyRing, StringComparison.Ordinal)
            || service.ImplementationType?.FullName?.StartsWith(KeyRing, StringComparison.Ordinal) == true;
    }
}
