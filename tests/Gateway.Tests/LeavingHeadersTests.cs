using System.Text;
using Gateway.Tests.Harness;

namespace Gateway.Tests;

/// <summary>What leaves besides the body, and what comes back besides it.</summary>
public sealed class LeavingHeadersTests : GatewayTest
{
    [Fact]
    public async Task HeadersOfTheCallersSurroundings_NeverLeave()
    {
        Configuration.Request["RemoveHeaders"] = new System.Text.Json.Nodes.JsonArray("X-Internal");
        var gateway = await StartGatewayAsync();

        var answer = await RawClient.ExchangeAsync(
            gateway.DataAddress,
            $"""
            POST /report-ghosting HTTP/1.1
            Host: legacy.internal
            Content-Type: application/json
            Content-Length: {GoodReport.Length}
            Cookie: session=1
            Forwarded: for=10.0.0.1
            X-Forwarded-For: 10.0.0.1
            X-Forwarded-Host: legacy.internal
            X-Forwarded-Anything: 1
            Keep-Alive: timeout=5
            Proxy-Authorization: Basic eA==
            TE: trailers
            Upgrade: h2c
            HTTP2-Settings: AAMAAABkAAQAAP__
            Connection: close, X-Nominated , Upgrade
            X-Nominated: 1
            Range: bytes=0-1
            If-Range: "x"
            traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01
            tracestate: a=b
            baggage: user=ada
            Content-MD5: x
            Digest: sha-256=x
            Content-Digest: sha-256=:x:
            Repr-Digest: sha-256=:x:
            X-Internal: 1
            subscriptionKey: forged
            X-Passes: yes
            Accept: application/json

            {GoodReport}
            """.ReplaceLineEndings("\r\n"));

        answer.ShouldStartWith("HTTP/1.1 200");
        var headers = Upstream.Reports.ShouldHaveSingleItem().Headers;
        headers["X-Passes"].ShouldBe("yes");
        headers["Accept"].ShouldBe("application/json");
        headers["subscriptionKey"].ShouldBe(TestConfiguration.SubscriptionKey);
        headers["Host"].ShouldBe($"localhost:{Upstream.Port}");
        headers.Keys.Order(StringComparer.OrdinalIgnoreCase).ShouldBe(["Accept", "Content-Length", "Content-Type", "Host", "subscriptionKey", "X-Passes"]);
    }

    [Fact]
    public async Task HeadersThatAreOursAlone_DoNotComeBackFromTheUpstream()
    {
        Upstream.AnswerWith(
            200,
            "ok",
            ("X-Request-Id", "theirs"),
            ("RateLimit", "\"x\";r=1"),
            ("RateLimit-Policy", "\"x\";q=1"),
            ("Alt-Svc", "h3=\":443\""),
            ("Connection", "X-Hop"),
            ("X-Hop", "1"),
            ("Set-Cookie", "a=1"),
            ("Set-Cookie", "b=2"),
            ("X-Passes", "yes"));
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(GoodReport);

        response.Headers.GetValues("X-Request-Id").ShouldHaveSingleItem().ShouldNotBe("theirs");
        response.Headers.GetValues("Set-Cookie").ShouldBe(["a=1", "b=2"]);
        response.Headers.GetValues("X-Passes").ShouldBe(["yes"]);
        foreach (var name in new[] { "RateLimit", "RateLimit-Policy", "Alt-Svc", "X-Hop" })
        {
            response.Headers.Contains(name).ShouldBeFalse(name);
        }
    }

    [Fact]
    public async Task InjectedQueryParameter_FromTheCaller_IsRefused()
    {
        Configuration.Request["Inject"]!["Query"] = new System.Text.Json.Nodes.JsonObject { ["key"] = "{secret:subscriptionKey}" };
        Configuration.Request.Remove("Encrypt");
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(GoodReport, "/report-ghosting?k%65y=forged");

        await response.ShouldBeProblemAsync("malformed-request", 400);
        Upstream.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task BodyThatIsOnlyMinimised_LeavesWithItsContentTypeAndItsNewLength()
    {
        Configuration.Request.Remove("Encrypt");
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(GoodReport.Replace("{", "{\"x\":[1,2],", StringComparison.Ordinal), contentType: "application/json; charset=utf-8");

        response.EnsureSuccessStatusCode();
        var report = Upstream.Reports.ShouldHaveSingleItem();
        report.BodyText.ShouldBe(GoodReport);
        report.Headers["Content-Type"].ShouldBe("application/json; charset=utf-8");
        report.Headers["Content-Length"].ShouldBe(Encoding.UTF8.GetByteCount(GoodReport).ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("Connection: close, X-A")]
    [InlineData("Connection: X-A, close")]
    [InlineData("Connection: keep-alive, X-A")]
    [InlineData("Connection: X-A,Keep-Alive")]
    [InlineData("Connection: Upgrade, X-A")]
    [InlineData("connection: x-a")]
    [InlineData("Connection: keep-alive\r\nConnection: X-A")]
    [InlineData("Connection: X-A\r\nConnection: close")]
    [InlineData("Connection: ,X-A,,")]
    public async Task HeaderThatConnectionNominates_BesideWhatever_DoesNotLeave(string connection)
    {
        var gateway = await StartGatewayAsync();

        var answer = await RawClient.ExchangeAsync(
            gateway.DataAddress,
            $"POST /report-ghosting HTTP/1.1\r\nHost: x\r\n{connection}\r\nX-A: 1\r\nX-B: 1\r\nContent-Type: application/json\r\nContent-Length: {GoodReport.Length}\r\n\r\n{GoodReport}");

        answer.ShouldStartWith("HTTP/1.1 200");
        answer.Contains("Connection: close", StringComparison.OrdinalIgnoreCase).ShouldBe(connection.Contains("close", StringComparison.Ordinal));
        var headers = Upstream.Reports.ShouldHaveSingleItem().Headers;
        headers.Keys.ShouldNotContain("X-A");
        headers.Keys.ShouldContain("X-B");
    }

    [Theory]
    [InlineData("X-A: caf\u00e9")]
    [InlineData("X-A: \u00c3\u00a9")]
    public async Task HeaderThatCannotBeSent_IsTheCallersMistake(string header)
    {
        var gateway = await StartGatewayAsync();

        var answer = await RawClient.ExchangeAsync(
            gateway.DataAddress,
            $"POST /report-ghosting HTTP/1.1\r\nHost: x\r\n{header}\r\nContent-Type: application/json\r\nContent-Length: {GoodReport.Length}\r\n\r\n{GoodReport}");

        answer.ShouldStartWith("HTTP/1.1 400");
        Upstream.Connections.ShouldBe(0);
    }

    [Theory]
    [InlineData("/plain/a%2Fb?c=%2F", "/plain/a%2Fb?c=%2F")]
    [InlineData("/plain/a%252Fb", "/plain/a%252Fb")]
    [InlineData("/plain/%c3%bc%3A:", "/plain/%c3%bc%3A:")]
    [InlineData("/plain/a b", null)]
    [InlineData("/plain/x/..%2f..%2fadmin", null)]
    [InlineData("/plain/x/%2e%2e%5cadmin", null)]
    [InlineData("/plain/%252e%252e/admin", "/plain/%252e%252e/admin")]
    [InlineData("/plain/x/..;/..;/admin", null)]
    [InlineData("/plain/x/..\\..\\admin", null)]
    [InlineData("http://x/plain/..%2f..%2fadmin", null)]
    [InlineData("http://x/plain/a", null)]
    [InlineData("/plain/a#b", null)]
    [InlineData("/plain/%41#b?c", null)]
    [InlineData("/plain/%41\tHTTP/1.1\rX-Evil:1\r", null)]
    [InlineData("/plain/a?b=%41\rX-Evil:1\r", null)]
    [InlineData("/plain/%41\u0001", null)]
    [InlineData("/plain/a?q=%2e%2e/", "/plain/a?q=%2e%2e/")]
    [InlineData("/plain/a|%41?b={c}", "/plain/a%7C%41?b=%7Bc%7D")]
    [InlineData("/plain/.well-known/a..b", "/plain/.well-known/a..b")]
    [InlineData("/plain//a", "/plain//a")]
    public async Task Path_WithoutARewrite_LeavesAsItCameOrNotAtAll(string path, string? expected)
    {
        Configuration.WithPassThroughRoute();
        await ShouldLeaveAsAsync(path, expected);
    }

    [Theory]
    [InlineData("/plain/%41?b=%41", "/plain/%41?b=%41&key=s%26k")]
    [InlineData("/plain/a%23b", "/plain/a%23b?key=s%26k")]
    [InlineData("/plain/a?", "/plain/a?&key=s%26k")]
    [InlineData("/plain/a?x;key=1", null)]
    [InlineData("/plain/a#b", null)]
    public async Task Path_WithAnInjectedParameter_LeavesAsItCameWithTheParameter(string path, string? expected)
    {
        Configuration.WithPassThroughRoute().Root["Routes"]!["plain"]!["Request"] =
            System.Text.Json.Nodes.JsonNode.Parse("""{ "Inject": { "Query": { "key": "s&k" } } }""");
        await ShouldLeaveAsAsync(path, expected);
    }

    private async Task ShouldLeaveAsAsync(string path, string? expected)
    {
        var gateway = await StartGatewayAsync();

        var answer = await RawClient.ExchangeAsync(gateway.DataAddress, $"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n");

        answer.ShouldStartWith(expected is null ? "HTTP/1.1 400" : "HTTP/1.1 200");
        (Encoding.Latin1.GetString(Upstream.RawBytes()).Split(' ') is [_, var target, ..] ? target : null).ShouldBe(expected);
    }
}
