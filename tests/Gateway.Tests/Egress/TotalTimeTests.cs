using System.Net;
using Gateway.Tests.Harness;
using Gateway.Tests.Shared;

namespace Gateway.Tests.Egress;

/// <summary>All attempts together, with the waits between them, take no longer than they may.</summary>
public sealed class TotalTimeTests : FaultTest
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task AttemptsThatAllStall_EndWithTheTotalTime()
    {
        Keyed["Retry"]!["Attempts"] = 10;
        SetUpstreams("Timeout", static () => "4s");
        SetUpstreams("TotalTimeout", static () => "10s");
        SetUpstreams("ConnectTimeout", static () => "4s");
        Proxy.Choose = static request => request is null ? null : new Fault(static exchange => exchange.StallAsync());
        var gateway = await StartGatewayAsync(_clock);
        var began = _clock.GetTimestamp();

        var stalls = 0;
        var answer = RequestKind.Keyed.SendAsync(gateway.Client);
        await Eventually.TrueAsync(
            () =>
            {
                var seen = stalls;
                stalls = Proxy.Stalls;
                _clock.Advance(stalls > seen ? TimeSpan.FromSeconds(stalls < 3 ? 4 : 1.9) : TimeSpan.FromMilliseconds(1));
                return answer.IsCompleted;
            },
            "no answer");

        using var response = await answer;
        await response.ShouldBeProblemAsync("upstream-timeout", 504);
        _clock.GetElapsedTime(began).ShouldBeInRange(TimeSpan.FromSeconds(9.9), TimeSpan.FromSeconds(10.2));
        Proxy.Received.ShouldBe(3);
        (await CountAttemptsAsync(gateway, "keyed")).ShouldBe(new Dictionary<string, double> { ["timeout"] = 3 });
    }

    [Fact]
    public async Task Wait_ThatWouldEndAfterTheTotalTime_IsNotBegun()
    {
        Keyed["Retry"]!["MaxBackoff"] = "60s";
        SetUpstreams("TotalTimeout", static () => "10s");
        Proxy.Choose = request => request is null ? null : Faults.At("503, 30", _clock);
        var gateway = await StartGatewayAsync(_clock);

        using var response = await RequestKind.Keyed.SendAsync(gateway.Client);

        await response.ShouldBeProblemAsync("upstream-failed", 502);
        response.Headers.GetValues("Retry-After").ShouldBe(["30"]);
        Proxy.Received.ShouldBe(1);
    }

    [Fact]
    public async Task RetryAfter_OfTheReceiver_IsWaitedFor()
    {
        Proxy.DoOnce(Faults.At("503, 2", _clock));
        var gateway = await StartGatewayAsync(_clock);

        using var response = await SendAsync(gateway, RequestKind.Keyed, _clock, TimeSpan.FromMilliseconds(20));

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        gateway.Log.Text.ShouldContain("\"waitMilliseconds\":2000", Case.Insensitive);
    }
}
