using System.Text.Json.Nodes;
using Gateway.Tests.Harness;

namespace Gateway.Tests;

/// <summary>Prometheus itself reads both formats, whatever the names in the configuration are.</summary>
public sealed class PrometheusInteropTests : GatewayTest
{
    private const string Skip = "Prometheus is not installed";

    /// <summary>Everything that could end a label or a line.</summary>
    private const string Odd = "odd \"name\" \\ with all, {of}=it über 😀\\";

    /// <summary>Only the name of a route can hold more.</summary>
    private const string OddRoute = $"{Odd}\nand\tmore";

    [Fact]
    public async Task ClassicFormat_OfAGatewayWithTraffic_PassesItsLinter()
    {
        Assert.SkipUnless(await PrometheusServer.IsInstalledAsync(), Skip);
        var gateway = await StartWithTrafficAsync();

        foreach (var accept in new[] { "text/plain", "*/*" })
        {
            Configuration.WriteFile("scrape.txt", (await Scrape.ReadAsync(gateway, accept)).Text);
            var output = await ProcessRun.SucceedAsync("sh", "-c", $"promtool check metrics < '{Configuration.PathOf("scrape.txt")}'");
            output.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Prometheus_ScrapingByItself_GetsOpenMetricsAndEverySeries()
    {
        Assert.SkipUnless(await PrometheusServer.IsInstalledAsync(), Skip);
        var gateway = await StartWithTrafficAsync();
        await using var prometheus = await PrometheusServer.StartAsync(Configuration, gateway.ManagementAddress);

        var requests = new Dictionary<string, double>();
        await Eventually.TrueAsync(
            async () => (requests = await prometheus.QueryAsync("""gateway_requests_total{outcome="forwarded"}""", "route")).Count > 0,
            static () => "Prometheus has no series of the gateway's");

        requests.ShouldBe(new Dictionary<string, double> { ["report"] = 2, [OddRoute] = 1, ["none"] = 0 }, ignoreOrder: true);
        (await prometheus.QueryAsync("up", "job"))["gateway"].ShouldBe(1);
        (await prometheus.QueryAsync("""gateway_rejections_total{route="none"}""", "code"))["route-not-found"].ShouldBe(1);
        (await prometheus.QueryAsync("gateway_stage_duration_seconds_count", "stage"))["seal"].ShouldBe(2);
        (await prometheus.QueryAsync("gateway_upstream_attempts_total", "upstream"))[Odd].ShouldBe(3);
        (await prometheus.QueryAsync("""histogram_quantile(1, gateway_request_duration_seconds_bucket{route="report"})""", "route")).Values.Single().ShouldBeGreaterThan(0);

        // Only OpenMetrics has units.
        (await prometheus.DescribeAsync("gateway_request_duration_seconds")).ShouldBe(("histogram", "seconds"));
        (await prometheus.DescribeAsync("gateway_requests")).ShouldBe(("counter", string.Empty));

        // Nothing was lost on the way: as many series as a scrape has samples.
        var scraped = (await prometheus.QueryAsync("scrape_samples_scraped", "job"))["gateway"];
        scraped.ShouldBe((await Scrape.ReadAsync(gateway)).Samples.Count, 25, "connections come and go, and with them a few series");
    }

    private async Task<RunningGateway> StartWithTrafficAsync()
    {
        var upstream = Configuration.Upstream.DeepClone();
        Configuration.Root["Upstreams"] = new JsonObject { [Odd] = upstream };
        Configuration.Root["Routes"]![OddRoute] = JsonNode.Parse("""{ "Match": { "Path": "/odd" } }""");
        foreach (var (_, route) in (JsonObject)Configuration.Root["Routes"]!)
        {
            route!["Upstream"] = Odd;
        }

        var gateway = await StartGatewayAsync();
        foreach (var path in new[] { "/report-ghosting", "/report-ghosting", "/odd", "/nowhere" })
        {
            using var response = await gateway.PostAsync(GoodReport, path);
        }

        await Scrape.UntilAsync(gateway, 1, "gateway_requests_total", ("route", "none"), ("outcome", "rejected"));
        return gateway;
    }
}
