using System.Text.Json.Nodes;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Egress;

/// <summary>What the application is told must not make it send again what was processed.</summary>
public sealed class UnknownOutcomeTests : GatewayTest
{
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
}
