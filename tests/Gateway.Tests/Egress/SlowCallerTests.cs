using System.Net;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Gateway.Tests.Shared;

namespace Gateway.Tests.Egress;

/// <summary>Where a body streams through, its caller's pace is the attempt's: what the caller delays, the receiver is not blamed for.</summary>
public sealed class SlowCallerTests : FaultTest
{
    private const int Callers = 3;

    /// <summary>Sent at once: so much that the least pace, which the server itself demands, is kept for minutes.</summary>
    private const int Begun = 64 * 1024;

    /// <summary>More than the gateway's client keeps back until there is more.</summary>
    private const int KeptBack = 16 * 1024;

    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task SlowCaller_OfAStreamedBody_IsToldSo_AndIsNoFailureOfTheUpstream()
    {
        // One failure of the upstream would open the breaker.
        Configuration.Upstream["Addresses"]![0] = Receiver.Address;
        Configuration.Upstream["CircuitBreaker"] = JsonNode.Parse("""{ "FailureRatio": 0.01, "MinimumRequests": 2 }""");
        Configuration.Upstream.Remove("Retry");
        var begun = 0;
        Receiver.RawAnswer = async context =>
        {
            await context.Request.Body.ReadAtLeastAsync(new byte[Begun - KeptBack], Begun - KeptBack, throwOnEndOfStream: false, context.RequestAborted);
            Interlocked.Increment(ref begun);
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        };
        var gateway = await StartGatewayAsync(_clock);

        for (var caller = 1; caller <= Callers; caller++)
        {
            using var slow = await RawClient.ConnectAsync(gateway.DataAddress);
            await slow.SendAsync($"POST /plain/upload HTTP/1.1\r\nHost: x\r\nContent-Length: {2 * Begun}\r\n\r\n{new string('x', Begun)}");
            await Eventually.TrueAsync(() => Volatile.Read(ref begun) == caller, "the receiver has the beginning");
            var answer = slow.ReadAnswerAsync();
            await Eventually.TrueAsync(
                () =>
                {
                    _clock.Advance(TimeSpan.FromSeconds(1));
                    return answer.IsCompleted;
                },
                "the attempt's time is over");

            var told = await answer;
            told.ShouldStartWith("HTTP/1.1 408 ");
            told.ShouldContain("urn:gateway:problem:request-timeout");
        }

        using var content = new StringContent("quick");
        using var response = await gateway.Client.PostAsync(new Uri("/plain/upload", UriKind.Relative), content);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, gateway.Log.Text);
        (await CountAttemptsAsync(gateway, "report-server")).ShouldBe(new Dictionary<string, double> { ["caller"] = Callers, ["2xx"] = 1 }, ignoreOrder: true);
        gateway.Log.Text.ShouldContain("\"code\":\"request-timeout\",\"reason\":\"while streaming\"");
        gateway.Log.Text.ShouldNotContain("\"event\":2001");
    }
}
