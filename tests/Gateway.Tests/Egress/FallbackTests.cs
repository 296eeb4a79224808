using System.Net;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Gateway.Tests.Shared;

namespace Gateway.Tests.Egress;

/// <summary>A route's fallback gets what the first upstream could not be given, and nothing that the first may have processed.</summary>
public sealed class FallbackTests : FaultTest
{
    private readonly TestAuthority _authority = new();
    private readonly ManualTimeProvider _clock = new();
    private ReportServer _other = null!;

    [Theory]
    [InlineData("refused")]
    [InlineData("429")]
    public async Task Report_ThatTheFirstDidNotTake_GoesToTheFallback(string fault)
    {
        using var dead = DeadPort.Refusing();
        if (fault == "refused")
        {
            SetUpstreams("Addresses", () => new JsonArray(dead.Address));
        }

        Proxy.Choose = request => request is null ? null : Faults.At(fault, _clock);
        var gateway = await StartWithFallbackAsync();

        using var response = await SendAsync(gateway, RequestKind.Post, _clock);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var report = _other.Reports.ShouldHaveSingleItem();
        report.Target.ShouldBe("/base/v1/report");
        report.Headers["Host"].ShouldBe(new Uri(_other.Address).Authority);
        report.Open(Configuration.PluginKey).ShouldContain("ada@example.com");
        Receiver.Reports.ShouldBeEmpty();
        (await CountAttemptsAsync(gateway, "other"))["2xx"].ShouldBe(1);
    }

    [Theory]
    [InlineData("reset, request read")]
    [InlineData("close, request forwarded")]
    [InlineData("stall before the head")]
    [InlineData("503")]
    [InlineData("garbage")]
    public async Task Report_ThatTheFirstMayHaveProcessed_DoesNotGoToTheFallback(string fault)
    {
        Proxy.DoOnce(Faults.At(fault, _clock));
        var gateway = await StartWithFallbackAsync();

        var answer = RequestKind.Post.SendAsync(gateway.Client);
        await Eventually.TrueAsync(() => answer.IsCompleted || Proxy.Stalls == 1, "nothing happens");
        _clock.Advance(TimeSpan.FromSeconds(11));
        using var response = await answer;

        response.StatusCode.ShouldBeOneOf(HttpStatusCode.BadGateway, HttpStatusCode.GatewayTimeout);
        _other.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task Report_ThatTheFallbackWouldNotKnowAgain_DoesNotGoThereHoweverTheFirstFailedLast()
    {
        // The receiver has it, and then is gone.
        using var dead = DeadPort.Refusing();
        Keyed["Addresses"] = new JsonArray(Proxy.Address, dead.Address);
        Keyed["Retry"]!["Attempts"] = 2;
        Proxy.Choose = request => request is null ? null : Faults.At("close, request forwarded", _clock);
        var gateway = await StartWithFallbackAsync();

        using var response = await SendAsync(gateway, RequestKind.Keyed, _clock);

        await response.ShouldBeProblemAsync("upstream-failed", 502);
        Receiver.Reports.Count.ShouldBe(1);
        _other.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task Report_ThatTheFallbackKnowsAgain_GoesThereWithTheSameKeyAndAnotherIv()
    {
        Proxy.Choose = request => request is null ? null : Faults.At("close, request forwarded", _clock);
        var gateway = await StartWithFallbackAsync(knowsAgain: true);

        using var response = await SendAsync(gateway, RequestKind.Keyed, _clock);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        ReceivedReport[] reports = [.. Receiver.Reports, .. _other.Reports];
        reports.Length.ShouldBe(4);
        reports.Select(static report => report.Headers[IdempotencyHeader]).Distinct().Count().ShouldBe(1);
        reports.Select(static report => report.Iv).Distinct().Count().ShouldBe(4);
    }

    [Fact]
    public async Task Request_ThatStreams_KeepsPathAndQueryAtTheFallback()
    {
        using var dead = DeadPort.Refusing();
        SetUpstreams("Addresses", () => new JsonArray(dead.Address));
        var gateway = await StartWithFallbackAsync();

        using var message = RequestKind.Streamed.Message();
        message.RequestUri = new Uri("/plain/a%2Fb/c?x=1&y=%20z", UriKind.Relative);
        using var response = await AwaitAsync(gateway.Client.SendAsync(message), _clock);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        _other.Reports.ShouldHaveSingleItem().Target.ShouldBe("/base/plain/a%2Fb/c?x=1&y=%20z");
    }

    [Fact]
    public async Task Fallback_OfAnUpstreamWhoseBreakerIsOpen_GetsTheReports()
    {
        Configuration.Upstream["CircuitBreaker"] = JsonNode.Parse("""{ "MinimumRequests": 2 }""");
        Proxy.Choose = request => request is null ? null : Faults.At("reset, request read", _clock);
        var gateway = await StartWithFallbackAsync();
        for (var i = 0; i < 2; i++)
        {
            using var failed = await SendAsync(gateway, RequestKind.Post, _clock);
            await failed.ShouldBeProblemAsync("upstream-failed", 502);
        }

        using var response = await SendAsync(gateway, RequestKind.Post, _clock);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        Proxy.Received.ShouldBe(2);
        _other.Reports.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Fallback_OfAnUpstreamThatIsBusy_GetsTheReports()
    {
        Configuration.Upstream["MaxConcurrent"] = 1;
        Proxy.DoOnce(new Fault(static exchange => exchange.StallAsync()));
        var gateway = await StartWithFallbackAsync();
        var held = RequestKind.Post.SendAsync(gateway.Client);
        await Eventually.TrueAsync(() => Proxy.Stalls == 1, "the first is not held");

        using var response = await SendAsync(gateway, RequestKind.Post, _clock);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        _other.Reports.Count.ShouldBe(1);
        _clock.Advance(TimeSpan.FromSeconds(11));
        (await held).Dispose();
    }

    [Fact]
    public async Task Fallback_ThatFailsToo_IsTheCallersAnswer()
    {
        Proxy.Choose = request => request is null ? null : Faults.At("429", _clock);
        var gateway = await StartWithFallbackAsync();
        _other.AnswerWith(418, "secret words");

        using var response = await SendAsync(gateway, RequestKind.Post, _clock);

        await response.ShouldBeProblemAsync("upstream-rejected", 418);
    }

    protected override async ValueTask DisposeCoreAsync()
    {
        if (_other is not null)
        {
            await _other.DisposeAsync();
        }

        _authority.Dispose();
        await base.DisposeCoreAsync();
    }

    private async Task<RunningGateway> StartWithFallbackAsync(bool knowsAgain = false)
    {
        _other = await ReportServer.StartAsync(_authority.Issue());
        Configuration.WriteFile("other.pem", _authority.Pem);
        var other = new JsonObject
        {
            ["Addresses"] = new JsonArray($"{_other.Address}/base"),
            ["AllowPrivateNetworks"] = true,
            ["Tls"] = new JsonObject { ["Authorities"] = "other.pem" },
        };
        if (knowsAgain)
        {
            other["Retry"] = new JsonObject { ["IdempotencyHeader"] = IdempotencyHeader };
        }

        Configuration.Root["Upstreams"]!["other"] = other;
        foreach (var (_, route) in (JsonObject)Configuration.Root["Routes"]!)
        {
            route!["Fallback"] = "other";
        }

        return await StartGatewayAsync(_clock);
    }
}
