using System.Net;
using System.Text.Json.Nodes;
using Gateway.RateLimiting;
using Gateway.Tests.Harness;
using Gateway.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests;

/// <summary>A limit outlives a reload that does not change it, and one that is changed begins anew.</summary>
public sealed class RateLimitReloadTests : GatewayTest
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);

    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task Limit_ThatIsTheSame_GoesOnAsItWas_WhateverElseOfItsRouteChanges()
    {
        var gateway = await StartExhaustedAsync("""{ "Permits": 1, "Per": "24h" }""");

        Configuration.Route["RateLimit"] = JsonNode.Parse("""{ "Queue": 0, "By": "route", "Burst": 1, "Per": "1440m", "Permits": 1 }""");
        Configuration.Route["Path"] = "/v2/other";
        await ReloadAsync(gateway, 1);

        // The new generation is in force when its other route is.
        Configuration.WithPassThroughRoute();
        await ReloadAsync(gateway, 2);
        await UntilAsync(gateway, "/plain/a", HttpStatusCode.OK);
        using var response = await gateway.PostAsync(GoodReport);
        await response.ShouldBeProblemAsync("rate-limited", 429);
    }

    [Theory]
    [InlineData("""{ "Permits": 2, "Per": "24h" }""")]
    [InlineData("""{ "Permits": 1, "Per": "23h" }""")]
    [InlineData("""{ "Permits": 1, "Per": "24h", "Burst": 2 }""")]
    [InlineData("""{ "Permits": 1, "Per": "24h", "By": "address" }""")]
    public async Task Limit_ThatIsChanged_BeginsWithAFullBucket(string limit)
    {
        var gateway = await StartExhaustedAsync("""{ "Permits": 1, "Per": "24h" }""");

        Configuration.Route["RateLimit"] = JsonNode.Parse(limit);
        await ReloadAsync(gateway, 1);

        await UntilAsync(gateway, "/report-ghosting", HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("""{ "Permits": 2, "Per": "24h", "Queue": 1 }""")]
    [InlineData(null)]
    public async Task Waiting_AtALimitThatIsChangedOrRemoved_Ends(string? limit)
    {
        var gateway = await StartExhaustedAsync("""{ "Permits": 1, "Per": "24h", "Queue": 1 }""");
        var waiting = gateway.PostAsync(GoodReport);
        await Eventually.TrueAsync(() => Snapshot(gateway).Single().Waiting == 1, "nobody waits");

        Configuration.Route["RateLimit"] = limit is null ? null : JsonNode.Parse(limit);
        if (limit is null)
        {
            Configuration.Route.Remove("RateLimit");
        }

        await ReloadAsync(gateway, 1);

        using var response = await waiting;
        await response.ShouldBeProblemAsync("rate-limited", 429);
        await UntilAsync(gateway, "/report-ghosting", HttpStatusCode.OK);
        Snapshot(gateway).Count.ShouldBe(limit is null ? 0 : 1);
    }

    [Fact]
    public async Task Waiting_AtALimitThatIsTheSame_GoesOn_AndABadConfigurationDoesNotDisturbIt()
    {
        var gateway = await StartExhaustedAsync("""{ "Permits": 1, "Per": "24h", "Queue": 1 }""");
        var waiting = gateway.PostAsync(GoodReport);
        await Eventually.TrueAsync(() => Snapshot(gateway).Single().Waiting == 1, "nobody waits");

        // Another limit, in a configuration that has a mistake elsewhere.
        var good = Configuration.Root.ToJsonString();
        Configuration.Route["RateLimit"] = JsonNode.Parse("""{ "Permits": 5, "Per": "1s" }""");
        Configuration.Root["Mistake"] = 1;
        Configuration.Save();
        await RoundsUntilAsync(() => gateway.Log.Text.Contains("\"event\":3002", StringComparison.Ordinal));
        Snapshot(gateway).Single().ShouldBe(new RateLimitReading("report", 0, 0, 1));
        waiting.IsCompleted.ShouldBeFalse();

        Configuration.WriteFile("gateway.json", good.Replace("/v1/report", "/v2/report", StringComparison.Ordinal));
        await RoundsUntilAsync(() => Reloads(gateway) == 1);
        Snapshot(gateway).Single().ShouldBe(new RateLimitReading("report", 0, 0, 1));
        waiting.IsCompleted.ShouldBeFalse();

        _clock.Advance(TimeSpan.FromHours(24));
        using var response = await waiting;
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static IReadOnlyList<RateLimitReading> Snapshot(RunningGateway gateway) => gateway.Services.GetRequiredService<RateLimiters>().Snapshot();

    private static int Reloads(RunningGateway gateway) => gateway.Log.Lines.Count(static line => line.Contains("\"event\":3001", StringComparison.Ordinal));

    private async Task<RunningGateway> StartExhaustedAsync(string limit)
    {
        Configuration.Upstream["Timeout"] = "5m";
        Configuration.Upstream["TotalTimeout"] = "5m";
        Configuration.Route["RateLimit"] = JsonNode.Parse(limit);
        var gateway = await StartGatewayAsync(_clock);
        using var first = await gateway.PostAsync(GoodReport);
        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        return gateway;
    }

    private async Task ReloadAsync(RunningGateway gateway, int expected)
    {
        Configuration.Save();
        await RoundsUntilAsync(() => Reloads(gateway) == expected);
    }

    private Task RoundsUntilAsync(Func<bool> condition) => Eventually.TrueAsync(
        () =>
        {
            _clock.Advance(Round);
            return condition();
        },
        "the change was not seen");

    /// <summary>The proxy takes a generation over a moment after it was given it.</summary>
    private static Task UntilAsync(RunningGateway gateway, string path, HttpStatusCode status) => Eventually.TrueAsync(
        () =>
        {
            using var response = gateway.PostAsync(GoodReport, path).GetAwaiter().GetResult();
            return response.StatusCode == status;
        },
        $"{path} was never answered {status}");
}
