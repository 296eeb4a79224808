using Gateway.Configuration;
using Gateway.Lifecycle;
using Gateway.Proxying;
using Gateway.RateLimiting;
using Gateway.Telemetry.Metrics;
using Gateway.Tests.Harness;
using Gateway.Tests.Shared;
using Gateway.Transforms.Secrets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Tests;

/// <summary>A fault of ours in the middle of a reload: said once, tried again, and never the end of the watching.</summary>
public sealed class ReloadFaultTests : GatewayTest
{
    private readonly ManualTimeProvider _clock = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Fault_InEveryRound_IsSaidOnce_AndTheFirstRoundWithoutItSucceeds(bool isCancellation)
    {
        var gateway = await StartGatewayAsync(_clock);
        var services = gateway.Services;
        using var secrets = new SecretStore(_clock);
        var loader = new ConfigurationLoader(Configuration.ToSource(), secrets, _clock);
        var first = await loader.LoadAsync(requireSecrets: true, CancellationToken.None);
        var validator = new FailingValidator(isCancellation ? new OperationCanceledException() : new InvalidOperationException());
        using var provider = new PlanConfigProvider(first.Generation!);
        using var reloader = new ConfigurationReloader(
            loader,
            first,
            provider,
            validator,
            secrets,
            services.GetRequiredService<Drain>(),
            services.GetRequiredService<RateLimiters>(),
            services.GetRequiredService<GatewayMeter>(),
            _clock,
            services.GetRequiredService<ILogger<ConfigurationReloader>>());
        await reloader.StartAsync(CancellationToken.None);

        Configuration.WriteFile("plugin_key", new string('a', 64));
        await RoundsUntilAsync(() => validator.Calls >= 5);
        gateway.Log.Lines.Count(static line => line.Contains("\"event\":3005", StringComparison.Ordinal)).ShouldBe(1);
        gateway.Log.Text.ShouldContain(isCancellation ? nameof(OperationCanceledException) : nameof(InvalidOperationException));
        var before = provider.GetConfig();

        validator.Fault = null;
        await RoundsUntilAsync(() => provider.GetConfig() != before);
        await reloader.StopAsync(CancellationToken.None);
    }

    private Task RoundsUntilAsync(Func<bool> condition) => Eventually.TrueAsync(
        () =>
        {
            _clock.Advance(TimeSpan.FromMilliseconds(250));
            return condition();
        },
        "rounds");

    private sealed class FailingValidator(Exception fault) : IConfigValidator
    {
        public Exception? Fault { get; set; } = fault;

        public int Calls { get; private set; }

        public ValueTask<IList<Exception>> ValidateRouteAsync(RouteConfig route)
        {
            Calls++;
            return Fault is { } exception ? throw exception : ValueTask.FromResult<IList<Exception>>([]);
        }

        public ValueTask<IList<Exception>> ValidateClusterAsync(ClusterConfig cluster) => ValueTask.FromResult<IList<Exception>>([]);
    }
}
