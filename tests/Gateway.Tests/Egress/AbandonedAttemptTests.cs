using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Egress;

/// <summary>What nobody waits for any longer ends at once, and what is left of an answer costs the next request nothing.</summary>
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
            using var message = RequestKind.Post.Message();
            using var patience = new CancellationTokenSource();
            var sending = gateway.Client.SendAsync(message, patience.Token);
            await Eventually.TrueAsync(() => Proxy.Stalls == i, "the request did not arrive");
            await patience.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(sending);
            await Eventually.TrueAsync(() => Proxy.GivenUps == i, "the connection to the upstream is still open");
        }

        Proxy.Choose = static _ => null;
        using var last = RequestKind.Post.Message();
        using var response = await gateway.Client.SendAsync(last);
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

        using var message = RequestKind.Keyed.Message();
        using var response = await gateway.Client.SendAsync(message);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        Proxy.Received.ShouldBe(2);
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData("Content-Length: 1000\r\n\r\n0123456789", 200)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\n01234\r\n5\r\n56", 200)]
    [InlineData("Content-Length: 10000000\r\n\r\n", 503)]
    [InlineData("Content-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged", 200)]
    public async Task Connection_WhoseAnswerWasNotWholeOrTooMuch_IsNotUsedAgain(string answer, int status)
    {
        Proxy.DoOnce(new Fault(async exchange =>
        {
            await exchange.AnswerAsync($"HTTP/1.1 {status} Fault\r\n{answer}");
            if (status == 503)
            {
                for (var i = 0; i < 100; i++)
                {
                    await exchange.SendAsync(new byte[100_000]);
                }

                return true;
            }

            // In order that it is closed because of what was sent on it.
            return answer.EndsWith("forged", StringComparison.Ordinal);
        }));
        var gateway = await StartGatewayAsync();
        using (var first = RequestKind.Post.Message())
        {
            try
            {
                (await gateway.Client.SendAsync(first)).Dispose();
            }
            catch (HttpRequestException)
            {
                // It broke off.
            }
        }

        using var second = RequestKind.Post.Message();
        using var response = await gateway.Client.SendAsync(second);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync()).ShouldBe("""{"status":200,"message":"report ghosting done"}""");
        Proxy.Connections.ShouldBe(2);
    }

    [Fact]
    public async Task Connection_WhoseAnswerWasWhole_IsUsedAgain()
    {
        Proxy.DoOnce(Faults.At("503", TimeProvider.System));
        var gateway = await StartGatewayAsync();

        for (var i = 0; i < 5; i++)
        {
            using var message = RequestKind.Keyed.Message();
            using var response = await gateway.Client.SendAsync(message);
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        Proxy.Received.ShouldBe(6);
        Proxy.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task Redirect_IsPassedOn_AndNotFollowed()
    {
        Receiver.AnswerWith(307, string.Empty, ("Location", $"{Receiver.Address}/elsewhere"));
        var gateway = await StartGatewayAsync();

        using var message = RequestKind.Keyed.Message();
        using var response = await gateway.Client.SendAsync(message);

        response.StatusCode.ShouldBe(HttpStatusCode.TemporaryRedirect);
        Receiver.Reports.Count.ShouldBe(1);
        (await CountAttemptsAsync(gateway, "keyed")).ShouldBe(new Dictionary<string, double> { ["3xx"] = 1 });
    }
}
