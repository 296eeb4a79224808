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
    private const string Gauge = "gateway_config_last_reload_successful";

    private const string OtherSchema = """{ "type": "object" }""";

    private readonly ManualTimeProvider _clock = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Fault_InEveryRound_IsSaidOnce_AndTheFirstRoundWithoutItSucceeds(bool isCancellation)
    {
        var gateway = await StartGatewayAsync(new ManualTimeProvider());
        using var bench = await StartReloaderAsync(gateway, isCancellation ? new OperationCanceledException() : new InvalidOperationException());

        Configuration.WriteFile("report.schema.json", OtherSchema);
        await RoundsUntilAsync(() => bench.Validator.Calls >= 5);
        CountOf(gateway, 3005).ShouldBe(1);
        gateway.Log.Text.ShouldContain(isCancellation ? nameof(OperationCanceledException) : nameof(InvalidOperationException));
        (await Scrape.ReadAsync(gateway)).Find(Gauge).ShouldBe(0);
        var before = bench.Provider.GetConfig();

        bench.Validator.Fault = null;
        await RoundsUntilAsync(() => bench.Provider.GetConfig() != before);
        await Scrape.UntilAsync(gateway, 1, Gauge);
        await bench.Reloader.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Fault_WhoseFilesArePutBack_IsOver_AndSaidAgainWhenItComesAgain()
    {
        var schema = await File.ReadAllTextAsync(Configuration.PathOf("report.schema.json"));
        var gateway = await StartGatewayAsync(new ManualTimeProvider());
        using var bench = await StartReloaderAsync(gateway, new InvalidOperationException());
        var before = bench.Provider.GetConfig();

        for (var time = 1; time <= 2; time++)
        {
            Configuration.WriteFile("report.schema.json", OtherSchema);
            await RoundsUntilAsync(() => CountOf(gateway, 3005) == time);
            (await Scrape.ReadAsync(gateway)).Find(Gauge).ShouldBe(0);

            Configuration.WriteFile("report.schema.json", schema);
            await RoundsUntilAsync(() => CountOf(gateway, 3006) == time);
            await Scrape.UntilAsync(gateway, 1, Gauge);
        }

        bench.Provider.GetConfig().ShouldBeSameAs(before);
        await bench.Reloader.StopAsync(CancellationToken.None);
    }

    /// <summary>A reloader beside the gateway's own, whose clock stands still.</summary>
    private async Task<Bench> StartReloaderAsync(RunningGateway gateway, Exception fault)
    {
        var services = gateway.Services;
        var secrets = new SecretStore(_clock);
        var loader = new ConfigurationLoader(Configuration.ToSource(), secrets, _clock);
        var first = await loader.LoadAsync(SecretNeed.All, CancellationToken.None);
        var validator = new FailingValidator(fault);
        var provider = new PlanConfigProvider(first.Generation!);
        var reloader = new ConfigurationReloader(
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
        return new Bench(reloader, provider, validator, secrets);
    }

    private static int CountOf(RunningGateway gateway, int number) =>
        gateway.Log.Lines.Count(line => line.Contains($"\"event\":{number}", StringComparison.Ordinal));

    private Task RoundsUntilAsync(Func<bool> condition) => Eventually.TrueAsync(
        () =>
        {
            _clock.Advance(TimeSpan.FromMilliseconds(250));
            return condition();
        },
        "rounds");

    private sealed record Bench(ConfigurationReloader Reloader, PlanConfigProvider Provider, FailingValidator Validator, SecretStore Secrets) : IDisposable
    {
        public void Dispose()
        {
            Reloader.Dispose();
            Provider.Dispose();
            Secrets.Dispose();
        }
    }

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
