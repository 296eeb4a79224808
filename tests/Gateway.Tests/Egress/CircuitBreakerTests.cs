using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Gateway.Tests.Shared;

namespace Gateway.Tests.Egress;

/// <summary>An upstream that fails is left alone, and tried again, as configured; on a clock that the test moves.</summary>
public sealed class CircuitBreakerTests : GatewayTest
{
    private const int Minimum = 4;

    private static readonly TimeSpan Break = TimeSpan.FromSeconds(15);

    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task Failures_OpenIt_AndRequestsAreRefusedWithoutAnAttempt()
    {
        var gateway = await StartAsync();
        await PostAsync(gateway, 500, Minimum);

        using var refused = await gateway.PostAsync(GoodReport);

        await refused.ShouldBeProblemAsync("upstream-unavailable", 503);
        refused.Headers.GetValues("Retry-After").ShouldBe(["15"]);
        Upstream.Reports.Count.ShouldBe(Minimum);
        (await StateAsync(gateway)).ShouldBe(1);
        gateway.Log.Text.ShouldContain("The breaker of report-server is open for 15 s");
        gateway.Log.Text.ShouldContain("\"code\":\"upstream-unavailable\",\"reason\":\"breaker open\",\"status\":503");
    }

    [Fact]
    public async Task FewerFailuresThanTheRatio_LeaveItClosed()
    {
        var gateway = await StartAsync();
        for (var i = 0; i < Minimum; i++)
        {
            await PostAsync(gateway, 200, 2);
            await PostAsync(gateway, 500, 1);
        }

        (await StateAsync(gateway)).ShouldBe(0);
        Upstream.Reports.Count.ShouldBe(Minimum * 3);
    }

    [Fact]
    public async Task FailuresOfAnOlderWindow_AreForgotten()
    {
        var gateway = await StartAsync();
        await PostAsync(gateway, 500, Minimum - 1);
        _clock.Advance(TimeSpan.FromSeconds(31));

        await PostAsync(gateway, 500, 1);

        (await StateAsync(gateway)).ShouldBe(0);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(429)]
    public async Task Refusals_OfReports_AreNoFailures(int status)
    {
        var gateway = await StartAsync();

        await PostAsync(gateway, status, Minimum * 3);

        (await StateAsync(gateway)).ShouldBe(0);
    }

    [Fact]
    public async Task AfterTheBreak_OneAnswerClosesIt()
    {
        var gateway = await StartAsync();
        await PostAsync(gateway, 500, Minimum);
        _clock.Advance(Break);

        await PostAsync(gateway, 200, 1);

        (await StateAsync(gateway)).ShouldBe(0);
        gateway.Log.Text.ShouldContain("The breaker of report-server is half open");
        gateway.Log.Text.ShouldContain("The breaker of report-server is closed");
        await PostAsync(gateway, 200, Minimum);
        Upstream.Reports.Count.ShouldBe((Minimum * 2) + 1);
    }

    [Fact]
    public async Task AfterTheBreak_AnotherFailureOpensItAgain()
    {
        var gateway = await StartAsync();
        await PostAsync(gateway, 500, Minimum);
        _clock.Advance(Break);

        await PostAsync(gateway, 500, 1);

        (await StateAsync(gateway)).ShouldBe(1);
        using var refused = await gateway.PostAsync(GoodReport);
        refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        Upstream.Reports.Count.ShouldBe(Minimum + 1);
    }

    [Theory]
    [InlineData(200, 0)]
    [InlineData(500, 1)]
    public async Task HalfOpen_LetsOneThroughAtATime_WhichGoesOnWithoutItsCaller(int status, int state)
    {
        var gateway = await StartAsync();
        await PostAsync(gateway, 500, Minimum);
        _clock.Advance(Break);
        var arrived = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        Upstream.Answer = async context =>
        {
            arrived.SetResult();
            await goOn.Task;
            context.Response.StatusCode = status;
        };
        var probe = await RawClient.ConnectAsync(gateway.DataAddress);
        await probe.SendAsync($"POST /report-ghosting HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {GoodReport.Length}\r\n\r\n{GoodReport}");
        await arrived.Task;
        (await StateAsync(gateway)).ShouldBe(2);

        using (var beside = await gateway.PostAsync(GoodReport))
        {
            await beside.ShouldBeProblemAsync("upstream-unavailable", 503);
        }

        probe.Dispose();
        goOn.SetResult();

        await Eventually.TrueAsync(async () => await StateAsync(gateway) == state, static () => "its answer tells what there is to tell");
    }

    [Fact]
    public async Task Reload_OfSomethingElse_LeavesItOpen()
    {
        var gateway = await StartAsync();
        await PostAsync(gateway, 500, Minimum);
        Configuration.Route["Request"]!["MaxBody"] = "32KiB";
        Configuration.Save();
        await Eventually.TrueAsync(
            () =>
            {
                _clock.Advance(TimeSpan.FromMilliseconds(250));
                return gateway.Log.Text.Contains("\"event\":3001", StringComparison.Ordinal);
            },
            "reload");

        using var refused = await gateway.PostAsync(GoodReport);

        refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await StateAsync(gateway)).ShouldBe(1);
    }

    [Fact]
    public async Task Attempts_AreCountedByIt_AndItEndsThem()
    {
        Configuration.Upstream["Retry"] = JsonNode.Parse("""{ "Attempts": 10, "On": ["503"], "Backoff": "1ms", "MaxBackoff": "1ms", "IdempotencyHeader": "Idempotency-Key" }""");
        var gateway = await StartAsync();
        Upstream.AnswerWith(503, "no");

        var post = gateway.PostAsync(GoodReport);
        await Eventually.TrueAsync(
            () =>
            {
                _clock.Advance(TimeSpan.FromMilliseconds(1));
                return post.IsCompleted;
            },
            "answered");

        using var refused = await post;
        await refused.ShouldBeProblemAsync("upstream-failed", 502);
        Upstream.Reports.Count.ShouldBe(Minimum);
    }

    private Task<RunningGateway> StartAsync()
    {
        Configuration.Upstream["CircuitBreaker"] = JsonNode.Parse($$"""{ "FailureRatio": 0.5, "MinimumRequests": {{Minimum}}, "Window": "30s", "Break": "15s" }""");
        return StartGatewayAsync(_clock);
    }

    private async Task PostAsync(RunningGateway gateway, int status, int times)
    {
        Upstream.AnswerWith(status, "words");
        for (var i = 0; i < times; i++)
        {
            using var response = await gateway.PostAsync(GoodReport);
            response.StatusCode.ShouldNotBe(HttpStatusCode.ServiceUnavailable);
        }
    }

    private static async Task<int> StateAsync(RunningGateway gateway)
    {
        var text = await gateway.Client.GetStringAsync(new Uri(gateway.ManagementAddress, "/metrics"));
        return int.Parse(
            text.Split('\n').Single(static line => line.StartsWith("gateway_circuit_state{upstream=\"report-server\"} ", StringComparison.Ordinal)).Split(' ')[1],
            CultureInfo.InvariantCulture);
    }
}
