using System.Net;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Egress;

/// <summary>
/// HTTP/2 tells whether a stream was taken (RFC 9113 sections 6.8 and 8.7): what was not is repeated, sealed afresh; what may have been is not.
/// The framework begins a second stream by itself, but has no body to send on it: what counts is what arrived whole.
/// </summary>
public sealed class Http2FaultTests : GatewayTest
{
    [Theory]
    [InlineData(Http2Reply.RefuseStream)]
    [InlineData(Http2Reply.GoAwayUntaken)]
    public async Task StreamThatWasNotTaken_IsRepeatedWithAnotherIv(Http2Reply fault)
    {
        await using var upstream = FailingOnce(fault);
        var gateway = await StartAsync(upstream);

        using var response = await gateway.PostAsync(GoodReport);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync()).ShouldBe("done");
        new ReceivedReport("POST", "/", new Dictionary<string, string>(), upstream.Bodies.ShouldHaveSingleItem()).Open(Configuration.PluginKey).ShouldBe(GoodReport);
        await ShouldHaveAttemptsAsync(gateway, ("refused-stream", 1), ("2xx", 1));
    }

    [Theory]
    [InlineData(Http2Reply.FailStream, false)]
    [InlineData(Http2Reply.GoAwayTaken, false)]
    [InlineData(Http2Reply.FailStream, true)]
    [InlineData(Http2Reply.GoAwayTaken, true)]
    public async Task StreamThatMayHaveBeenTaken_IsRepeatedOnlyWhereItIsKnownAgain(Http2Reply fault, bool isKnownAgain)
    {
        await using var upstream = FailingOnce(fault);
        var gateway = await StartAsync(upstream, isKnownAgain ? "Idempotency-Key" : null);

        using var response = await gateway.PostAsync(GoodReport);

        if (isKnownAgain)
        {
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            upstream.Bodies.Count.ShouldBe(2);
            upstream.Bodies.Select(static body => Convert.ToHexString(body)).Distinct().Count().ShouldBe(2, "sealed afresh");
            return;
        }

        await response.ShouldBeProblemAsync("upstream-failed", 502);
        upstream.Bodies.Count.ShouldBe(1);
        await ShouldHaveAttemptsAsync(gateway, ("protocol", 1));
    }

    [Fact]
    public async Task StreamsThatAreAllRefused_EndAfterAsManyAttemptsAsThereMayBe()
    {
        await using var upstream = new RawHttp2Upstream(Authority.Issue(), static _ => Http2Reply.RefuseStream);
        var gateway = await StartAsync(upstream);

        using var response = await gateway.PostAsync(GoodReport);

        await response.ShouldBeProblemAsync("upstream-failed", 502);
        upstream.Bodies.ShouldBeEmpty();
        await ShouldHaveAttemptsAsync(gateway, ("refused-stream", 3));
    }

    private RawHttp2Upstream FailingOnce(Http2Reply fault) => new(Authority.Issue(), number => number == 1 ? fault : Http2Reply.Answer);

    private async Task<RunningGateway> StartAsync(RawHttp2Upstream upstream, string? idempotencyHeader = null)
    {
        Configuration.Upstream["Addresses"]![0] = upstream.Address;
        var retry = JsonNode.Parse("""{ "Attempts": 3, "Backoff": "1ms", "Budget": 1 }""")!;
        if (idempotencyHeader is not null)
        {
            retry["IdempotencyHeader"] = idempotencyHeader;
        }

        Configuration.Upstream["Retry"] = retry;
        return await StartGatewayAsync();
    }

    private static async Task ShouldHaveAttemptsAsync(RunningGateway gateway, params (string Outcome, double Count)[] attempts)
    {
        var scrape = await Scrape.ReadAsync(gateway);
        scrape.Samples
            .Where(static sample => sample.Name == "gateway_upstream_attempts_total")
            .Select(static sample => (sample.Labels["outcome"], sample.Value))
            .ShouldBe(attempts, ignoreOrder: true);
    }
}
