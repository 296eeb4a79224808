using System.Text;
using Gateway.Tests.Harness;

namespace Gateway.Tests;

/// <summary>What is measured depends on nothing in the surroundings, and what the surroundings lose is measured.</summary>
[Collection(RunsAlone.Name)]
public sealed class MetricsProcessTests : GatewayTest
{
    [Fact]
    public async Task Variables_OfTheLibrary_SwitchNothingOff()
    {
        Configuration.Environment["OTEL_SDK_DISABLED"] = "true";
        Configuration.Environment["OTEL_METRICS_EXEMPLAR_FILTER"] = "always_on";
        Configuration.Environment["OTEL_METRICS_EXPORTER"] = "none";
        using var gateway = await GatewayProcess.StartAsync(Configuration);

        (await ScrapeAsync(gateway)).Find("gateway_requests_total", ("route", "report"), ("outcome", "forwarded")).ShouldBe(0);
    }

    [Fact]
    public async Task LogLines_ThatStandardOutputDoesNotTake_AreCounted()
    {
        // More lines than the queue and the pipe to here hold together.
        const int Requests = 15_000;
        using var gateway = await GatewayProcess.StartAsync(Configuration, readsLog: false);
        (await ScrapeAsync(gateway)).Find("gateway_log_lines_dropped_total").ShouldBe(0);

        using var client = await RawClient.ConnectAsync(gateway.DataAddress);
        var answers = client.ReadToEndAsync();
        var requests = new StringBuilder().Insert(0, "GET / HTTP/1.1\r\nHost: x\r\n\r\n", Requests - 1);
        await client.SendAsync(requests.Append("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").ToString());
        await answers;

        var scrape = await ScrapeAsync(gateway);
        scrape.Find("gateway_requests_total", ("route", "none"), ("outcome", "rejected")).ShouldBe(Requests, "the requests themselves were not lost");
        scrape.Find("gateway_log_lines_dropped_total").ShouldNotBeNull().ShouldBeInRange(1000, Requests);
    }

    private static async Task<Scrape> ScrapeAsync(GatewayProcess gateway)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        return Scrape.Of(await client.GetStringAsync(new Uri(gateway.ManagementAddress, "/metrics")));
    }
}
