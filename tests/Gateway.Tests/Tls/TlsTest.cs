using System.Net;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Tls;

/// <summary>What tests of the way out need: one report, sent through a running gateway to a server of the test's own.</summary>
public abstract class TlsTest : GatewayTest
{
    private const string Attempts = "gateway_upstream_attempts_total";

    protected System.Text.Json.Nodes.JsonObject Tls => (System.Text.Json.Nodes.JsonObject)Configuration.Upstream["Tls"]!;

    /// <summary>Nothing is sent, the caller learns nothing of why, and the log and the counter name the reason.</summary>
    protected async Task<RunningGateway> ShouldRefuseAsync(string address, string reason)
    {
        Configuration.Upstream["Addresses"]![0] = address;
        var gateway = await StartGatewayAsync();
        await ShouldRefuseAsync(gateway, reason);
        return gateway;
    }

    protected static async Task ShouldRefuseAsync(RunningGateway gateway, string reason, int attempts = 1)
    {
        using var response = await gateway.PostAsync(GoodReport);
        var problem = await response.ShouldBeProblemAsync("upstream-unavailable", 502);

        problem.GetRawText().ShouldNotContain("tls");
        gateway.Log.Lines.ShouldContain(line => line.Contains("\"event\":2001") && line.Contains($"\"reason\":\"{reason}\""), gateway.Log.Text);
        await Scrape.UntilAsync(gateway, attempts, Attempts, ("upstream", "report-server"), ("outcome", reason));
    }

    protected async Task<RunningGateway> ShouldAcceptAsync(string address, TimeProvider? clock = null)
    {
        Configuration.Upstream["Addresses"]![0] = address;
        var gateway = await StartGatewayAsync(clock);
        await ShouldAcceptAsync(gateway);
        return gateway;
    }

    protected static async Task ShouldAcceptAsync(RunningGateway gateway)
    {
        using var response = await gateway.PostAsync(GoodReport);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, gateway.Log.Text);
    }
}
