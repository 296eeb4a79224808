using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Gateway.Tests.Shared;

namespace Gateway.Tests.Egress;

/// <summary>What nobody waits for any longer ends at once, and does not hold what comes after it.</summary>
public sealed class AbandonedAttemptTests : FaultTest
{
    [Fact]
    public async Task CallerWhoGoes_EndsTheAttempt_WhichIsNoFailureOfTheUpstream()
    {
        Configuration.Upstream["CircuitBreaker"] = JsonNode.Parse("""{ "MinimumRequests": 2 }""");
        Proxy.Choose = static request => request is null ? null : new Fault(static exchange => exchange.StallAsync());
        var gateway = await StartGatewayAsync();

        for (var i = 1; i <= 5; i++)
        {
            using var patience = new CancellationTokenSource();
            var sending = RequestKind.Post.SendAsync(gateway.Client, patience.Token);
            await Eventually.TrueAsync(() => Proxy.Stalls == i, "the request did not arrive");
            await patience.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(sending);
            await Eventually.TrueAsync(() => Proxy.GivenUps == i, "the connection to the upstream is still open");
        }

        Proxy.Choose = static _ => null;
        using var response = await RequestKind.Post.SendAsync(gateway.Client);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var attempts = await CountAttemptsAsync(gateway, "report-server");
        attempts.ShouldBe(new Dictionary<string, double> { ["aborted"] = 5, ["2xx"] = 1 }, ignoreOrder: true);
    }

    [Fact]
    public async Task CallerWhoGoes_WhileTheAnswerStalls_EndsIt()
    {
        Proxy.DoOnce(new Fault(static async exchange =>
        {
            await exchange.AnswerAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n01234");
            return await exchange.StallAsync();
        }));
        var gateway = await StartGatewayAsync();

        using (var message = RequestKind.Post.Message())
        using (await gateway.Client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead))
        {
            await Eventually.TrueAsync(() => Proxy.Stalls == 1, "the answer does not stall");
        }

        await Eventually.TrueAsync(() => Proxy.GivenUps == 1, "the connection to the upstream is still open");
    }

    [Fact]
    public async Task CallerWhoGoes_WhileAnotherAttemptIsWaitedFor_GetsNone()
    {
        Proxy.Choose = static request => request is null ? null : Faults.At("503, 2", TimeProvider.System);
        var clock = new ManualTimeProvider();
        var gateway = await StartGatewayAsync(clock);
        using var patience = new CancellationTokenSource();
        var sending = RequestKind.Keyed.SendAsync(gateway.Client, patience.Token);
        await Eventually.TrueAsync(() => gateway.Log.Text.Contains("\"event\":2003", StringComparison.Ordinal), "no further attempt is planned");

        await patience.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(sending);
        await Eventually.TrueAsync(() => gateway.Log.Text.Contains("\"outcome\":\"aborted\"", StringComparison.Ordinal), "the request has not ended");

        clock.Advance(TimeSpan.FromSeconds(10));
        Proxy.Received.ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FailedAttempt_WhoseBodyDoesNotEnd_DoesNotHoldTheNext(bool isSending)
    {
        var ended = new TaskCompletionSource();
        Proxy.DoOnce(new Fault(async exchange =>
        {
            await exchange.AnswerAsync("HTTP/1.1 503 Busy\r\nTransfer-Encoding: chunked\r\n\r\n");
            var chunk = Encoding.ASCII.GetBytes($"1000\r\n{new string('x', 4096)}\r\n");
            try
            {
                while (isSending)
                {
                    await exchange.SendAsync(chunk);
                }

                return await exchange.StallAsync();
            }
            finally
            {
                ended.SetResult();
            }
        }));
        var gateway = await StartGatewayAsync();

        using var response = await RequestKind.Keyed.SendAsync(gateway.Client);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        Proxy.Received.ShouldBe(2);
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Redirect_IsPassedOn_AndNotFollowed()
    {
        Receiver.AnswerWith(307, string.Empty, ("Location", $"{Receiver.Address}/elsewhere"));
        var gateway = await StartGatewayAsync();

        using var response = await RequestKind.Keyed.SendAsync(gateway.Client);

        response.StatusCode.ShouldBe(HttpStatusCode.TemporaryRedirect);
        Receiver.Reports.Count.ShouldBe(1);
        (await CountAttemptsAsync(gateway, "keyed")).ShouldBe(new Dictionary<string, double> { ["3xx"] = 1 });
    }
}
