using System.Net.Sockets;
using System.Text.Json.Nodes;
using Gateway.Lifecycle;
using Gateway.Tests.Harness;
using Gateway.Tests.Shared;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests;

/// <summary>
/// On the way out: not ready at once, serving for the grace, then refusing while what is in flight is finished, then gone; and never later than
/// the timeout. Through real sockets, on a clock that the test moves.
/// </summary>
public sealed class DrainTests : GatewayTest
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(250);

    private readonly ManualTimeProvider _clock = new();

    /// <summary>The upstream holds every report back until this is set.</summary>
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static string Post => $"POST /report-ghosting HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {GoodReport.Length}\r\n\r\n{GoodReport}";

    [Fact]
    public async Task Grace_IsNotReady_AndStillServes()
    {
        var gateway = await StartAsync();

        var stop = gateway.DrainAsync();

        (await ReadyAsync(gateway)).ShouldBe((503, "draining\n"));
        (await ProbeAsync(gateway, "/livez")).Status.ShouldBe(200);
        _clock.Advance(Grace - Moment);
        using var client = await RawClient.ConnectAsync(gateway.DataAddress);
        (await client.ExchangeAsync(Post)).ShouldStartWith("HTTP/1.1 200 ");
        stop.IsCompleted.ShouldBeFalse();
        (await ReadyAsync(gateway)).Status.ShouldBe(503);
        await StoppedAsync(stop);
    }

    [Fact]
    public async Task Answer_BeforeTheSignal_LeavesTheConnectionOpen()
    {
        var gateway = await StartAsync();
        using var client = await RawClient.ConnectAsync(gateway.DataAddress);

        (await client.ExchangeAsync(Post)).ShouldNotContain("Connection: close");

        (await client.ExchangeAsync(Post)).ShouldStartWith("HTTP/1.1 200 ");
    }

    [Theory]
    [InlineData("POST /report-ghosting", "200 OK")]
    [InlineData("POST /nowhere", "404 Not Found")]
    [InlineData("GET /report-ghosting", "405 Method Not Allowed")]
    public async Task Answer_DuringTheGrace_ClosesTheConnection(string target, string status)
    {
        var gateway = await StartAsync();
        using var client = await RawClient.ConnectAsync(gateway.DataAddress);
        (await client.ExchangeAsync(Post)).ShouldStartWith("HTTP/1.1 200 ");
        var stop = gateway.DrainAsync();

        var body = target.StartsWith("GET", StringComparison.Ordinal) ? string.Empty : GoodReport;
        await client.SendAsync($"{target} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        var answer = await client.ReadToEndAsync();

        answer.ShouldStartWith($"HTTP/1.1 {status}\r\n");
        answer.ShouldContain("\r\nConnection: close\r\n");
        await StoppedAsync(stop);
    }

    [Fact]
    public async Task Answer_ToAReportThatWasInFlightAtTheSignal_ClosesTheConnection()
    {
        var gateway = await StartAsync(holdReports: true);
        using var client = await SendReportAsync(gateway);

        var stop = gateway.DrainAsync();
        _goOn.SetResult();

        var answer = await client.ReadToEndAsync();
        answer.ShouldStartWith("HTTP/1.1 200 ");
        answer.ShouldContain("\r\nConnection: close\r\n");
        await StoppedAsync(stop);
    }

    [Fact]
    public async Task AfterTheGrace_NewRequestsAreRefused_AndThoseInFlightAreFinished()
    {
        var gateway = await StartAsync(holdReports: true);
        using var idle = await RawClient.ConnectAsync(gateway.DataAddress);
        (await idle.ExchangeAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n")).ShouldStartWith("HTTP/1.1 404 ");
        using var client = await SendReportAsync(gateway);
        var stop = gateway.DrainAsync();
        _clock.Advance(Grace);
        await EventuallyAsync(gateway, DrainPhase.Draining);

        using (var refused = await gateway.PostAsync(GoodReport))
        {
            await refused.ShouldBeProblemAsync("draining", 503);
            refused.Headers.ConnectionClose.ShouldBe(true);
            refused.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
        }

        await idle.SendAsync(Post);
        (await idle.ReadToEndAsync()).ShouldContain("urn:gateway:problem:draining");
        (await ProbeAsync(gateway, "/livez")).Status.ShouldBe(200);
        stop.IsCompleted.ShouldBeFalse();
        _goOn.SetResult();
        (await client.ReadToEndAsync()).ShouldStartWith("HTTP/1.1 200 ");
        (await StoppedAsync(stop)).ShouldBe(0);
        Upstream.Reports.Count.ShouldBe(1);
        EventsOf(gateway).ShouldBe([4003, 4005, 4006, 4004]);
        gateway.Log.Text.ShouldContain("Draining: new requests are refused, 1 in flight are finished");
    }

    [Fact]
    public async Task RefusedRequest_WhoseBodyIsStillOnItsWay_MeetsItsAnswerAndNoReset()
    {
        var gateway = await StartAsync(holdReports: true);
        using var inFlight = await SendReportAsync(gateway);
        var stop = gateway.DrainAsync();
        _clock.Advance(Grace);
        await EventuallyAsync(gateway, DrainPhase.Draining);

        using var client = await RawClient.ConnectAsync(gateway.DataAddress);
        await client.SendAsync("POST /report-ghosting HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 300000\r\n\r\n");
        var answer = await client.ReadAnswerAsync();
        await client.SendAsync(new string('x', 300_000));

        answer.ShouldContain("urn:gateway:problem:draining");
        (await client.ReadToEndAsync()).ShouldBeEmpty();
        _goOn.SetResult();
        await StoppedAsync(stop);
    }

    [Fact]
    public async Task NothingInFlightAfterTheGrace_StopsLongBeforeTheTimeout()
    {
        var gateway = await StartAsync();
        var began = _clock.GetUtcNow();
        var stop = gateway.DrainAsync();
        _clock.Advance(Grace);

        (await StoppedAsync(stop)).ShouldBe(0);

        (_clock.GetUtcNow() - began).ShouldBeLessThan(Timeout);
        gateway.Log.Text.ShouldNotContain("\"event\":4007");
    }

    [Fact]
    public async Task NoGrace_RefusesAtOnce()
    {
        Configuration.Root["Shutdown"] = JsonNode.Parse("""{ "Grace": "0s" }""");
        var gateway = await StartAsync(holdReports: true);
        using var client = await SendReportAsync(gateway);

        var stop = gateway.DrainAsync();

        using (var refused = await gateway.PostAsync(GoodReport))
        {
            await refused.ShouldBeProblemAsync("draining", 503);
        }

        _goOn.SetResult();
        (await client.ReadToEndAsync()).ShouldStartWith("HTTP/1.1 200 ");
        await StoppedAsync(stop);
    }

    [Fact]
    public async Task Timeout_CutsWhatIsInFlight_AndSaysHowMany()
    {
        var gateway = await StartAsync(holdReports: true);
        using var first = await SendReportAsync(gateway);
        using var second = await SendReportAsync(gateway);
        var stop = gateway.DrainAsync();
        _clock.Advance(Timeout - Moment);
        await EventuallyAsync(gateway, DrainPhase.Draining);
        stop.IsCompleted.ShouldBeFalse();

        _clock.Advance(Moment);

        (await EndedAsync(stop)).ShouldBe(2);
        (await first.ReadToEndAsync()).ShouldBeEmpty();
        (await second.ReadToEndAsync()).ShouldBeEmpty();
        gateway.Log.Text.ShouldContain("Stopping at once: timeout");
        gateway.Log.Text.ShouldContain("Requests that were cut: 2");
        gateway.Log.Lines.Count(static line => line.Contains("\"outcome\":\"aborted\"", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task Timeout_OverAnUnfinishedHead_CutsThatToo()
    {
        var gateway = await StartAsync();
        using var client = await RawClient.ConnectAsync(gateway.DataAddress);
        await client.SendAsync("GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\nPOST /report-ghosting HTTP/1.1\r\nHos");
        (await client.ReadAnswerAsync()).ShouldStartWith("HTTP/1.1 404 ");
        var stop = gateway.DrainAsync();
        _clock.Advance(Grace);
        await EventuallyAsync(gateway, DrainPhase.Closing);

        // Its patience with a single connection is passed by and by; then it waits for this one alone.
        await Eventually.TrueAsync(
            () =>
            {
                _clock.Advance(Moment);
                return stop.IsCompleted;
            },
            "stopped by the timeout");

        (await stop).ShouldBe(1);
        (await client.ReadToEndAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public async Task ToldAgain_CutsAtOnce(int secondsLater)
    {
        var gateway = await StartAsync(holdReports: true);
        using var client = await SendReportAsync(gateway);
        using var again = new CancellationTokenSource();
        var stop = gateway.DrainAsync(again.Token);
        _clock.Advance(TimeSpan.FromSeconds(secondsLater));

        await again.CancelAsync();

        (await EndedAsync(stop)).ShouldBe(1);
        (await client.ReadToEndAsync()).ShouldBeEmpty();
        gateway.Log.Text.ShouldContain("Stopping at once: told again");
        gateway.Log.Text.ShouldContain("Requests that were cut: 1");
    }

    [Fact]
    public async Task ToldAgain_WithNothingInFlight_CutsNothing()
    {
        var gateway = await StartAsync();
        using var idle = await RawClient.ConnectAsync(gateway.DataAddress);
        (await idle.ExchangeAsync(Post)).ShouldStartWith("HTTP/1.1 200 ");
        using var again = new CancellationTokenSource();
        var stop = gateway.DrainAsync(again.Token);

        await again.CancelAsync();

        (await EndedAsync(stop)).ShouldBe(0);
        gateway.Log.Text.ShouldContain("Stopping at once: told again");
        gateway.Log.Text.ShouldNotContain("\"event\":4007");
    }

    [Fact]
    public async Task Waiter_ForAPermit_IsRefusedByTheTimeout_NotCut()
    {
        Configuration.Route["RateLimit"] = JsonNode.Parse("""{ "Permits": 1, "Per": "1h", "Queue": 1 }""");
        var gateway = await StartAsync();
        using var served = await RawClient.ConnectAsync(gateway.DataAddress);
        (await served.ExchangeAsync(Post)).ShouldStartWith("HTTP/1.1 200 ");
        using var waiting = await RawClient.ConnectAsync(gateway.DataAddress);
        await waiting.SendAsync(Post);
        await Eventually.TrueAsync(() => gateway.Services.GetRequiredService<Drain>().InFlight == 1, "it waits");
        var stop = gateway.DrainAsync();

        _clock.Advance(Timeout - Moment);

        (await waiting.ReadAnswerAsync()).ShouldContain("urn:gateway:problem:rate-limited");
        (await StoppedAsync(stop)).ShouldBe(0);
    }

    [Theory]
    [InlineData("GET /readyz HTT")]
    [InlineData("")]
    public async Task Probe_ThatHangs_DoesNotHoldTheStop_AndIsNotCounted(string begun)
    {
        var gateway = await StartAsync();
        var began = _clock.GetUtcNow();
        using var probe = await RawClient.ConnectAsync(gateway.ManagementAddress);
        (await probe.ExchangeAsync("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")).ShouldStartWith("HTTP/1.1 200 ");
        await probe.SendAsync(begun);
        var stop = gateway.DrainAsync();

        (await StoppedAsync(stop)).ShouldBe(0);

        (_clock.GetUtcNow() - began).ShouldBeLessThan(Timeout);
        gateway.Log.Text.ShouldNotContain("\"event\":4007");
    }

    [Fact]
    public async Task LargeBody_OfACallerThatIsRefused_MeetsItsAnswerAndNotAReset()
    {
        var gateway = await StartAsync(holdReports: true);
        using var held = await SendReportAsync(gateway);
        var stop = gateway.DrainAsync();
        _clock.Advance(Grace);
        await EventuallyAsync(gateway, DrainPhase.Draining);
        using var client = await RawClient.ConnectAsync(gateway.DataAddress);

        await client.SendLargeBodyAsync("POST /report-ghosting", 12 << 20);

        (await client.ReadAnswerAsync()).ShouldContain("urn:gateway:problem:draining");
        _goOn.SetResult();
        (await held.ReadToEndAsync()).ShouldStartWith("HTTP/1.1 200 ");
        await StoppedAsync(stop);
    }

    [Fact]
    public async Task WhoeverConnectsAtTheLastMoment_IsRefused_NotConnectedAndReset()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "holding off connections is done by a filter of Linux");
        var gateway = await StartAsync();
        var stop = gateway.DrainAsync();
        _clock.Advance(Grace);
        await EventuallyAsync(gateway, DrainPhase.Closing);
        await Eventually.TrueAsync(() => _clock.TimersDueWithin(Moment) > 0, "listeners hold off");

        using var late = new Socket(SocketType.Stream, ProtocolType.Tcp);
        var connecting = late.ConnectAsync(gateway.DataAddress.Host, gateway.DataAddress.Port);
        await StoppedAsync(stop);

        (await Should.ThrowAsync<SocketException>(connecting)).SocketErrorCode.ShouldBe(SocketError.ConnectionRefused);
    }

    [Fact]
    public async Task ConnectionOfTheLastMoment_IsAnswered_WhenItsRequestComes()
    {
        var gateway = await StartAsync();
        var stop = gateway.DrainAsync();
        using var client = await RawClient.ConnectAsync(gateway.DataAddress);
        _clock.Advance(Grace);
        await EventuallyAsync(gateway, DrainPhase.Closing);

        var answer = await client.ExchangeAsync(Post);

        answer.ShouldContain("urn:gateway:problem:draining");
        await StoppedAsync(stop);
    }

    [Fact]
    public async Task Upload_ThatIsAnsweredBeforeItEnds_IsNotBrokenBySayingClose()
    {
        var begun = new TaskCompletionSource();
        Upstream.RawAnswer = async context =>
        {
            await context.Response.StartAsync();
            await context.Response.Body.FlushAsync();
            begun.SetResult();
            using var reader = new StreamReader(context.Request.Body);
            await context.Response.WriteAsync($"read {(await reader.ReadToEndAsync()).Length}");
        };
        Configuration.WithPassThroughRoute();
        var gateway = await StartAsync();
        using var client = await RawClient.ConnectAsync(gateway.DataAddress);
        await client.SendAsync("POST /plain/upload HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n");
        var stop = gateway.DrainAsync();
        await begun.Task;

        await client.SendAsync("6\r\nsecond\r\n0\r\n\r\n");
        var answer = await client.ReadToEndAsync();

        answer.ShouldStartWith("HTTP/1.1 200 ");
        answer.ShouldContain("\r\nConnection: close\r\n");
        answer.ShouldContain("read 11");
        await StoppedAsync(stop);
    }

    [Fact]
    public async Task Reload_OfTheTimes_IsWhatTheNextStopGoesBy()
    {
        var gateway = await StartAsync();
        Configuration.Root["Shutdown"] = JsonNode.Parse("""{ "Grace": "1s", "Timeout": "2s" }""");
        Configuration.Save();
        await Eventually.TrueAsync(
            () =>
            {
                _clock.Advance(TimeSpan.FromSeconds(1));
                return gateway.Log.Text.Contains("\"event\":3001", StringComparison.Ordinal);
            },
            "reload");
        gateway.Log.Text.ShouldNotContain("\"event\":3004");

        var stop = gateway.DrainAsync();

        gateway.Log.Text.ShouldContain("still serving for 1 s; stopped after 2 s at the latest");
        await StoppedAsync(stop);
    }

    private async Task<RunningGateway> StartAsync(bool holdReports = false)
    {
        // The clock is moved for the drain; no request may take that for its own time.
        Configuration.Upstream["Timeout"] = "5m";
        Configuration.Upstream["TotalTimeout"] = "5m";
        if (holdReports)
        {
            Upstream.Answer = async context =>
            {
                await _goOn.Task;
                await context.Response.WriteAsync("late");
            };
        }

        return await StartGatewayAsync(_clock);
    }

    /// <summary>Sends a report that the upstream holds back, and returns once it is there.</summary>
    private async Task<RawClient> SendReportAsync(RunningGateway gateway)
    {
        var before = Upstream.Reports.Count;
        var client = await RawClient.ConnectAsync(gateway.DataAddress);
        await client.SendAsync(Post);
        await Eventually.TrueAsync(() => Upstream.Reports.Count > before, "the report is at the upstream");
        return client;
    }

    /// <summary>Waits until the stop has ended, at this very time.</summary>
    private static async Task<long> EndedAsync(Task<long> stop)
    {
        await Eventually.TrueAsync(() => stop.IsCompleted, "stopped");
        return await stop;
    }

    /// <summary>Lets time pass until the stop has ended.</summary>
    private async Task<long> StoppedAsync(Task<long> stop)
    {
        await Eventually.TrueAsync(
            () =>
            {
                _clock.Advance(Moment);
                return stop.IsCompleted;
            },
            "stopped");
        return await stop;
    }

    private static Task EventuallyAsync(RunningGateway gateway, DrainPhase phase)
    {
        var drain = gateway.Services.GetRequiredService<Drain>();
        return Eventually.TrueAsync(() => drain.Phase == phase, $"{phase}");
    }

    private static Task<(int Status, string Text)> ReadyAsync(RunningGateway gateway) => ProbeAsync(gateway, "/readyz");

    private static async Task<(int Status, string Text)> ProbeAsync(RunningGateway gateway, string path)
    {
        using var response = await gateway.Client.GetAsync(new Uri(gateway.ManagementAddress, path));
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static int[] EventsOf(RunningGateway gateway) =>
        [.. gateway.Log.Lines.Select(static line => JsonNode.Parse(line)!["event"]!.GetValue<int>()).Where(static number => number / 1000 == 4)];
}
