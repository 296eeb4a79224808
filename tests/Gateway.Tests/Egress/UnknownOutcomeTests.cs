using System.Net;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Gateway.Tests.Shared;

namespace Gateway.Tests.Egress;

/// <summary>What the application is told must not make it send again what was processed, nor blame a receiver for what it did itself.</summary>
public sealed class UnknownOutcomeTests : GatewayTest
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task LastAttempt_ThatWasNotTaken_AfterOneThatMayHaveBeen_IsToldAsFailed()
    {
        Configuration.Upstream["Retry"] = JsonNode.Parse("""{ "Attempts": 2, "Backoff": "1ms", "MaxBackoff": "1s", "IdempotencyHeader": "Idempotency-Key" }""");
        var gateway = await StartGatewayAsync();
        var attempts = 0;
        Upstream.Answer = context =>
        {
            if (Interlocked.Increment(ref attempts) == 1)
            {
                context.Abort();
            }
            else
            {
                context.Response.StatusCode = 429;
                context.Response.Headers.RetryAfter = "7";
            }

            return Task.CompletedTask;
        };

        using var response = await gateway.PostAsync(GoodReport);

        await response.ShouldBeProblemAsync("upstream-failed", 502);
        response.Headers.Contains("Retry-After").ShouldBeFalse();
        Upstream.Reports.Count.ShouldBe(2);
    }

    [Fact]
    public async Task OnlyAttempt_ThatWasNotTaken_IsToldAsItIs()
    {
        var gateway = await StartGatewayAsync();
        Upstream.AnswerWith(429, "slow down", ("Retry-After", "7"));

        using var response = await gateway.PostAsync(GoodReport);

        await response.ShouldBeProblemAsync("rate-limited", 429);
    }

    [Fact]
    public async Task SlowCaller_OfAStreamedBody_IsToldSo_AndIsNoFailureOfTheUpstream()
    {
        Configuration.WithPassThroughRoute();
        Configuration.Upstream["CircuitBreaker"] = JsonNode.Parse("""{ "FailureRatio": 0.1, "MinimumRequests": 2 }""");
        var begun = new SemaphoreSlim(0);
        Upstream.RawAnswer = async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            if (context.Request.Headers.ContainsKey("X-Slow"))
            {
                await context.Request.Body.ReadExactlyAsync(new byte[5], context.RequestAborted);
                begun.Release();
            }

            await reader.ReadToEndAsync(context.RequestAborted);
        };
        var gateway = await StartGatewayAsync(_clock);
        for (var i = 0; i < 3; i++)
        {
            using var slow = await RawClient.ConnectAsync(gateway.DataAddress);
            await slow.SendAsync("POST /plain/upload HTTP/1.1\r\nHost: x\r\nX-Slow: 1\r\nContent-Length: 100\r\n\r\nbegun");
            await begun.WaitAsync(TestContext.Current.CancellationToken);
            var answer = slow.ReadAnswerAsync();
            await Eventually.TrueAsync(
                () =>
                {
                    _clock.Advance(TimeSpan.FromSeconds(1));
                    return answer.IsCompleted;
                },
                "the attempt's time is over");
            (await answer).ShouldContain("urn:gateway:problem:request-timeout");
        }

        using var content = new StringContent("x");
        using var good = await gateway.Client.PostAsync(new Uri("/plain/upload", UriKind.Relative), content);
        good.StatusCode.ShouldBe(HttpStatusCode.OK);
        gateway.Log.Text.ShouldContain("\"code\":\"request-timeout\",\"reason\":\"while streaming\"");
        begun.Dispose();
    }
}
