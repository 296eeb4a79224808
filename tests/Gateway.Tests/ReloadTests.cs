using System.Collections.Concurrent;
using Gateway.Tests.Harness;
using Gateway.Tests.Shared;

namespace Gateway.Tests;

/// <summary>A new configuration takes effect whole, for new requests, without one failing; a bad one changes nothing.</summary>
[Collection(RunsAlone.Name)]
public sealed class ReloadTests : GatewayTest
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task TwoHundredReloads_UnderLoad_FailNoRequestAndMixNoTwoGenerations()
    {
        var clock = new ManualTimeProvider();
        Describe(generation: 0);
        var gateway = await StartGatewayAsync(clock);
        using var stop = new CancellationTokenSource();
        var failures = new ConcurrentQueue<string>();
        var load = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                using var response = await gateway.PostAsync(GoodReport);
                if (!response.IsSuccessStatusCode)
                {
                    failures.Enqueue(await response.Content.ReadAsStringAsync());
                }
            }
        })).ToArray();

        for (var generation = 1; generation <= 200; generation++)
        {
            Describe(generation);
            Configuration.Save();
            var expected = generation;
            await Eventually.TrueAsync(
                async () =>
                {
                    // Not by the log, which tells of every request in between and is longer each time.
                    clock.Advance(Round);
                    return (await Scrape.ReadAsync(gateway)).Find("gateway_config_reloads_total", ("outcome", "success")) >= expected;
                },
                $"reload {generation}");
            var served = Upstream.Reports.Count + 5;
            await Eventually.TrueAsync(() => Upstream.Reports.Count >= served, $"load between reloads {generation} and the next");
        }

        await stop.CancelAsync();
        await Task.WhenAll(load);
        failures.ShouldBeEmpty();
        Upstream.Reports.Count.ShouldBeGreaterThanOrEqualTo(1000);
        Upstream.Reports.Count(static report => GenerationsOf(report).Distinct().Count() != 1).ShouldBe(0);
        Upstream.Reports.Select(static report => GenerationsOf(report)[0]).Distinct().Count().ShouldBeGreaterThan(100);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{ \"Routes\": {")]
    [InlineData("[]")]
    [InlineData("{ \"Rautes\": {} }")]
    public async Task BadConfiguration_IsNotTakenOver_AndTheNextGoodOneIs(string text)
    {
        var clock = new ManualTimeProvider();
        Describe(generation: 1);
        var gateway = await StartGatewayAsync(clock);

        File.WriteAllText(Configuration.FilePath, text);
        await RoundsUntilAsync(clock, () => gateway.Log.Text.Contains("Configuration not reloaded", StringComparison.Ordinal));
        using (var response = await gateway.PostAsync(GoodReport))
        {
            response.EnsureSuccessStatusCode();
        }

        GenerationsOf(Upstream.Reports.Last()).ShouldAllBe(generation => generation == "1");
        Describe(generation: 2);
        Configuration.Save();
        await RoundsUntilAsync(clock, () => Reloads(gateway) == 1);
        using var after = await gateway.PostAsync(GoodReport);
        after.EnsureSuccessStatusCode();
        await RoundsUntilAsync(clock, () =>
        {
            gateway.PostAsync(GoodReport).GetAwaiter().GetResult().Dispose();
            return GenerationsOf(Upstream.Reports.Last()).All(static generation => generation == "2");
        });
    }

    private static async Task RoundsUntilAsync(ManualTimeProvider clock, Func<bool> condition) =>
        await Eventually.TrueAsync(
            () =>
            {
                clock.Advance(Round);
                return condition();
            },
            "the change was not seen");

    private static int Reloads(RunningGateway gateway) => gateway.Log.Lines.Count(static line => line.Contains("\"event\":3001", StringComparison.Ordinal));

    /// <summary>The generation, told by the path, by a header, by the upstream's base path and by what is kept of the body.</summary>
    private static string[] GenerationsOf(ReceivedReport report) =>
        [report.Target.Split('/')[1], report.Target.Split('/')[2], report.Headers["X-Generation"]];

    private void Describe(int generation)
    {
        // The clock is moved for the watching, round by round; no request may take that for its own time.
        Configuration.Upstream["Timeout"] = "5m";
        Configuration.Upstream["TotalTimeout"] = "5m";
        Configuration.Route["Path"] = $"/{generation}";
        Configuration.Upstream["Addresses"]![0] = $"{Upstream.Address}/{generation}";
        Configuration.Request["Inject"]!["Headers"]!["X-Generation"] = $"{generation}";
    }
}
