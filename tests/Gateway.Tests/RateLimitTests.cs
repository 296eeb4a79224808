using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Gateway.RateLimiting;
using Gateway.Tests.Harness;
using Gateway.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gateway.Tests;

/// <summary>A route takes as many requests as its limit says; who is over it is told so, and when to come back, and nothing of his report is read or sent.</summary>
public sealed class RateLimitTests : GatewayTest
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task LargeBody_OverTheLimit_MeetsItsAnswerAndNotAReset()
    {
        var gateway = await StartAsync("""{ "Permits": 1, "Per": "1h" }""");
        using var granted = await gateway.PostAsync(GoodReport);
        using var client = await RawClient.ConnectAsync(gateway.DataAddress);

        await client.SendLargeBodyAsync("POST /report-ghosting", 12 << 20);

        (await client.ReadAnswerAsync()).ShouldStartWith("HTTP/1.1 429 ");
    }

    [Fact]
    public async Task Requests_OverTheLimit_AreRefused_AndDoNotReachTheUpstream()
    {
        var gateway = await StartAsync("""{ "Permits": 2, "Per": "1s", "Burst": 3 }""");

        foreach (var left in new[] { "r=2;t=1", "r=1;t=1", "r=0;t=1" })
        {
            using var granted = await gateway.PostAsync(GoodReport);
            granted.StatusCode.ShouldBe(HttpStatusCode.OK);
            ShouldTell(granted, left, "q=2;w=1");
            granted.Headers.Contains("Retry-After").ShouldBeFalse();
        }

        using var refused = await gateway.PostAsync(GoodReport);
        await refused.ShouldBeProblemAsync("rate-limited", 429);
        ShouldTell(refused, "r=0;t=1", "q=2;w=1");
        refused.Headers.GetValues("Retry-After").ShouldBe(["1"]);
        Upstream.Reports.Count.ShouldBe(3);
        gateway.Log.Lines.ShouldContain(static line => line.Contains("\"outcome\":\"rejected\",\"code\":\"rate-limited\",\"reason\":\"no permit\",\"status\":429", StringComparison.Ordinal));

        _clock.Advance(Second / 2);
        using var later = await gateway.PostAsync(GoodReport);
        later.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("""{ "Permits": 10, "Per": "1m" }""", "r=9;t=54", "q=10;w=60", "6")]
    [InlineData("""{ "Permits": 1, "Per": "24h" }""", "r=0;t=86400", "q=1;w=86400", "86400")]
    [InlineData("""{ "Permits": 5, "Per": "300ms" }""", "r=4;t=1", "q=15;w=1", "1")]
    [InlineData("""{ "Permits": 2, "Per": "2500ms" }""", "r=1;t=2", "q=2;w=3", "2")]
    [InlineData("""{ "Permits": 400, "Per": "1s", "By": "route", "Queue": 0 }""", "r=399;t=1", "q=400;w=1", "1")]
    [InlineData("""{ "Permits": 2, "Per": "1h", "Burst": 500 }""", "r=499;t=898200", "q=2;w=3600", "1800")]
    public async Task Fields_OfWhateverLimit_AreWholeSeconds_AndNeverTooGenerous(string limit, string first, string policy, string retryAfter)
    {
        var gateway = await StartAsync(limit);
        using (var granted = await gateway.PostAsync(GoodReport))
        {
            ShouldTell(granted, first, policy);
        }

        for (var i = 0; i < 600; i++)
        {
            using var response = await gateway.PostAsync("not a report");
            if (response.StatusCode == HttpStatusCode.TooManyRequests)
            {
                response.Headers.GetValues("Retry-After").ShouldBe([retryAfter]);
                ShouldTell(response, $"r=0;t={retryAfter}", policy);
                return;
            }
        }

        Assert.Fail("The limit was never reached.");
    }

    [Theory]
    [InlineData(400, 400)]
    [InlineData(500, 502)]
    public async Task ProblemOfWhateverKind_TellsTheLimit(int upstream, int status)
    {
        Upstream.AnswerWith(upstream, "no", ("RateLimit", "\"theirs\";r=5"), ("RateLimit-Policy", "\"theirs\";q=5"), ("RateLimit-Remaining", "5"));
        var gateway = await StartAsync("""{ "Permits": 5, "Per": "1s" }""");

        using var response = await gateway.PostAsync(GoodReport);

        ((int)response.StatusCode).ShouldBe(status);
        ShouldTell(response, "r=4;t=1", "q=5;w=1");
    }

    [Fact]
    public async Task Answers_OfAllOrigins_TellTheLimitOfTheGateway()
    {
        Configuration.Route["Response"] = JsonNode.Parse("""{ "MaxBody": "1KiB" }""");
        var gateway = await StartAsync("""{ "Permits": 9, "Per": "1s" }""");

        using (var invalid = await gateway.PostAsync("{}"))
        {
            await invalid.ShouldBeProblemAsync("schema-violation", 422);
            ShouldTell(invalid, "r=8;t=1", "q=9;w=1");
        }

        // The proxy clears the answer before it says that it failed.
        Upstream.AnswerWith(200, new string('x', 100_000));
        using (var tooLarge = await gateway.PostAsync(GoodReport))
        {
            await tooLarge.ShouldBeProblemAsync("upstream-failed", 502);
            ShouldTell(tooLarge, "r=7;t=1", "q=9;w=1");
        }

        Upstream.AnswerWith(200, "ok", ("RateLimit", "\"theirs\";r=5"), ("ratelimit-policy", "\"theirs\";q=5"), ("RateLimit-Reset", "1"), ("Connection", "close"));
        using (var forwarded = await gateway.PostAsync(GoodReport))
        {
            forwarded.StatusCode.ShouldBe(HttpStatusCode.OK);
            ShouldTell(forwarded, "r=6;t=1", "q=9;w=1");
            forwarded.Headers.Contains("RateLimit-Reset").ShouldBeFalse();
        }

        await Upstream.DisposeAsync();
        using var unreachable = await gateway.PostAsync(GoodReport);
        await unreachable.ShouldBeProblemAsync("upstream-unavailable", 502);
        ShouldTell(unreachable, "r=5;t=1", "q=9;w=1");
    }

    [Theory]
    [InlineData("generic", "7", "r=0;t=7")]
    [InlineData("generic", null, "r=0")]
    [InlineData("passthrough", "7", "r=0;t=7")]
    [InlineData("passthrough", null, "r=0")]
    public async Task UpstreamThatTakesNoMore_LeavesNoPermitsToBeTold(string errors, string? retryAfter, string told)
    {
        Configuration.Route["Response"] = new JsonObject { ["Errors"] = errors };
        Upstream.AnswerWith(429, "slow down", retryAfter is null ? [] : [("Retry-After", retryAfter)]);
        var gateway = await StartAsync("""{ "Permits": 5, "Per": "1s" }""");

        using (var response = await gateway.PostAsync(GoodReport))
        {
            response.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            ShouldTell(response, told, "q=5;w=1");
            (response.Headers.TryGetValues("Retry-After", out var values) ? values.Single() : null).ShouldBe(retryAfter);
        }

        Upstream.AnswerWith(200, "ok");
        using var next = await gateway.PostAsync(GoodReport);
        ShouldTell(next, "r=3;t=1", "q=5;w=1");
    }

    [Fact]
    public async Task RouteWithoutALimit_TellsNothing_AndTakesEverything()
    {
        Configuration.WithPassThroughRoute();
        var gateway = await StartAsync("""{ "Permits": 1, "Per": "1h" }""");

        for (var i = 0; i < 20; i++)
        {
            using var response = await gateway.PostAsync("x", "/plain/a");
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            response.Headers.Contains("RateLimit").ShouldBeFalse();
            response.Headers.Contains("RateLimit-Policy").ShouldBeFalse();
        }

        using var missing = await gateway.PostAsync("x", "/nowhere");
        missing.Headers.Contains("RateLimit").ShouldBeFalse();
    }

    [Fact]
    public async Task RefusedRequest_IsAnswered_BeforeItsBodyHasCome()
    {
        var gateway = await StartAsync("""{ "Permits": 1, "Per": "1h" }""");
        (await gateway.PostAsync(GoodReport)).Dispose();
        using var client = await RawClient.ConnectAsync(gateway.DataAddress);

        await client.SendAsync("POST /report-ghosting HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{");

        var buffer = new byte[4096];
        var read = await client.Stream.ReadAsync(buffer);
        System.Text.Encoding.Latin1.GetString(buffer, 0, read).ShouldStartWith("HTTP/1.1 429");
        Upstream.Reports.Count.ShouldBe(1);
    }

    [Fact]
    public async Task ByAddress_TwoAddresses_AreCountedApart_WhateverTheirHeadersSay()
    {
        var gateway = await StartAsync("""{ "Permits": 1, "Per": "1h", "By": "address" }""");

        foreach (var (address, forwarded, status) in new[] { ("127.0.0.1", "a", 200), ("127.0.0.1", "b", 429), ("127.0.0.2", "b", 200), ("127.0.0.2", "c", 429) })
        {
            using var client = ClientFrom(address, gateway.DataAddress);
            using var request = Request(("X-Forwarded-For", forwarded), ("Forwarded", $"for={forwarded}"), ("X-Real-IP", forwarded));
            using var response = await client.SendAsync(request);
            ((int)response.StatusCode).ShouldBe(status, $"{address} {forwarded}");
        }
    }

    [Fact]
    public async Task ByHeader_EachValue_IsCountedApart_AndWrittenNowhere()
    {
        const string Canary = "canary-8f2b6a";
        var gateway = await StartAsync("""{ "Permits": 1, "Per": "1h", "By": "header:X-Api-Key" }""");

        foreach (var (value, status) in new[] { (Canary, 200), (Canary, 429), ($"{Canary}2", 200), (null, 200), (null, 429) })
        {
            using var request = value is null ? Request() : Request(("x-api-key", value));
            using var response = await gateway.Client.SendAsync(request);
            ((int)response.StatusCode).ShouldBe(status, value ?? "none");
            response.ToString().ShouldNotContain(Canary);
        }

        gateway.Log.Text.ShouldNotContain(Canary);
        Snapshot(gateway).ShouldBe([new RateLimitReading("report", 1, 3, 0)]);
    }

    [Fact]
    public async Task WaitingRequest_GetsItsPermitInTime_AndLeavesThen()
    {
        var gateway = await StartAsync("""{ "Permits": 1, "Per": "1s", "Queue": 1 }""");
        (await gateway.PostAsync(GoodReport)).Dispose();
        var waiting = gateway.PostAsync(GoodReport);
        await Eventually.TrueAsync(() => Snapshot(gateway).Single().Waiting == 1, "nobody waits");

        using (var refused = await gateway.PostAsync(GoodReport))
        {
            await refused.ShouldBeProblemAsync("rate-limited", 429);
            refused.Headers.GetValues("Retry-After").ShouldBe(["2"]);
        }

        Upstream.Reports.Count.ShouldBe(1);
        _clock.Advance(Second);

        using var response = await waiting;
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        ShouldTell(response, "r=0;t=1", "q=1;w=1");
        Upstream.Reports.Count.ShouldBe(2);
    }

    [Fact]
    public async Task WaitingRequest_WhoseCallerHangsUp_GivesItsSeatToTheNext_AndIsNotSent()
    {
        var gateway = await StartAsync("""{ "Permits": 1, "Per": "1s", "Queue": 1 }""");
        (await gateway.PostAsync(GoodReport)).Dispose();
        using (var client = await RawClient.ConnectAsync(gateway.DataAddress))
        {
            await client.SendAsync($"POST /report-ghosting HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {GoodReport.Length}\r\n\r\n{GoodReport}");
            await Eventually.TrueAsync(() => Snapshot(gateway).Single().Waiting == 1, "nobody waits");
        }

        await Eventually.TrueAsync(() => Snapshot(gateway).Single().Waiting == 0, "the seat was not given back");
        var next = gateway.PostAsync(GoodReport);
        await Eventually.TrueAsync(() => Snapshot(gateway).Single().Waiting == 1, "the next does not wait");
        _clock.Advance(Second);

        using var response = await next;
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        Upstream.Reports.Count.ShouldBe(2);
        await Eventually.TrueAsync(() => gateway.Log.Text.Contains("\"outcome\":\"aborted\"", StringComparison.Ordinal), "no line of the one that went");
    }

    [Fact]
    public async Task WaitingRequest_WhenTheGatewayStops_IsAnswered()
    {
        var gateway = await StartAsync("""{ "Permits": 1, "Per": "1h", "Queue": 1 }""");
        (await gateway.PostAsync(GoodReport)).Dispose();
        var waiting = gateway.PostAsync(GoodReport);
        await Eventually.TrueAsync(() => Snapshot(gateway).Single().Waiting == 1, "nobody waits");

        gateway.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        using var response = await waiting;
        await response.ShouldBeProblemAsync("rate-limited", 429);
        ShouldTell(response, "r=0;t=3600", "q=1;w=3600");
        Upstream.Reports.Count.ShouldBe(1);
    }

    private static void ShouldTell(HttpResponseMessage response, string available, string policy)
    {
        response.Headers.GetValues("RateLimit").ShouldBe([$"\"report\";{available}"]);
        response.Headers.GetValues("RateLimit-Policy").ShouldBe([$"\"report\";{policy}"]);
    }

    private static IReadOnlyList<RateLimitReading> Snapshot(RunningGateway gateway) => gateway.Services.GetRequiredService<RateLimiters>().Snapshot();

    private static HttpRequestMessage Request(params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/report-ghosting") { Content = new StringContent(GoodReport, System.Text.Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return request;
    }

    /// <summary>A client whose connections come from that address of this machine.</summary>
    private static HttpClient ClientFrom(string address, Uri to) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Parse(address).MapToIPv6(), 0));
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Parse(to.Host).MapToIPv6(), to.Port), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    { BaseAddress = to };

    private Task<RunningGateway> StartAsync(string limit)
    {
        // The clock is moved for the limit; no request may take that for its own time.
        Configuration.Upstream["Timeout"] = "5m";
        Configuration.Upstream["TotalTimeout"] = "5m";
        Configuration.Route["RateLimit"] = JsonNode.Parse(limit);
        return StartGatewayAsync(_clock);
    }
}
