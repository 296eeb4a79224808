using System.Net;
using Gateway.Tests.Harness;
using Gateway.Tests.Shared;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests;

/// <summary>What the caller sees of the upstream's failures: our codes, never its words.</summary>
public sealed class ErrorTableTests : GatewayTest
{
    private const string Words = "CANARY: table users, host db.internal";

    [Theory]
    [InlineData(400, "upstream-rejected", 400)]
    [InlineData(401, "upstream-failed", 502)]
    [InlineData(403, "upstream-failed", 502)]
    [InlineData(404, "upstream-rejected", 404)]
    [InlineData(409, "upstream-rejected", 409)]
    [InlineData(422, "upstream-rejected", 422)]
    [InlineData(429, "rate-limited", 429)]
    [InlineData(500, "upstream-failed", 502)]
    [InlineData(502, "upstream-failed", 502)]
    [InlineData(503, "upstream-failed", 502)]
    public async Task UpstreamError_UnderGeneric_BecomesOurs(int upstreamStatus, string code, int status)
    {
        Upstream.AnswerWith(upstreamStatus, Words, ("X-Debug", Words), ("WWW-Authenticate", $"Basic realm=\"{Words}\""));
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(GoodReport);

        (await response.ShouldBeProblemAsync(code, status)).GetRawText().ShouldNotContain("CANARY");
        response.ToString().ShouldNotContain("CANARY");
        gateway.Log.Text.ShouldNotContain("CANARY");
    }

    [Fact]
    public async Task UpstreamReasonPhrase_NeverReachesTheCaller()
    {
        Upstream.Answer = static context =>
        {
            context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpResponseFeature>()!.ReasonPhrase = "CANARY";
            return context.Response.WriteAsync("ok");
        };
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(GoodReport);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.ReasonPhrase.ShouldBe("OK");
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("0", 0)]
    public async Task RetryAfter_OfTheUpstream_ComesWithRateLimited(string sent, int seconds)
    {
        Upstream.AnswerWith(429, Words, ("Retry-After", sent));
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(GoodReport);

        await response.ShouldBeProblemAsync("rate-limited", 429);
        response.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(seconds));
    }

    [Fact]
    public async Task RetryAfter_AsADate_BecomesSeconds()
    {
        var clock = new ManualTimeProvider();
        Upstream.AnswerWith(429, Words, ("Retry-After", (clock.GetUtcNow() + TimeSpan.FromSeconds(90)).ToString("r")));
        var gateway = await StartGatewayAsync(clock);

        using var response = await gateway.PostAsync(GoodReport);

        response.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(89, 90);
    }

    [Fact]
    public async Task UpstreamError_UnderPassthrough_ReachesTheCaller()
    {
        Configuration.Route["Response"] = new System.Text.Json.Nodes.JsonObject { ["Errors"] = "passthrough" };
        Upstream.AnswerWith(403, Words);
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(GoodReport);

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await response.Content.ReadAsStringAsync()).ShouldBe(Words);
    }

    [Fact]
    public async Task Redirect_OfTheUpstream_PassesAndIsNotFollowed()
    {
        Upstream.AnswerWith(302, "", ("Location", $"{Upstream.Address}/elsewhere"));
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(GoodReport);

        response.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        Upstream.Reports.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Upstream_ThatIsNotThere_IsUnavailable()
    {
        await Upstream.DisposeAsync();
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(GoodReport);

        await response.ShouldBeProblemAsync("upstream-unavailable", 502);
    }

    [Fact]
    public async Task Upstream_ThatDoesNotAnswer_IsTimedOut()
    {
        var clock = new ManualTimeProvider();
        var arrived = new TaskCompletionSource();
        Upstream.Answer = async context =>
        {
            var abandoned = new TaskCompletionSource();
            await using var registration = context.RequestAborted.Register(abandoned.SetResult);
            arrived.SetResult();
            await abandoned.Task;
        };
        var gateway = await StartGatewayAsync(clock);

        var answer = gateway.PostAsync(GoodReport);
        await arrived.Task;
        clock.Advance(TimeSpan.FromSeconds(11));

        using var response = await answer;
        await response.ShouldBeProblemAsync("upstream-timeout", 504);
    }

    [Fact]
    public async Task Upstream_ThatHangsUp_HasFailed()
    {
        Upstream.Answer = static context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(GoodReport);

        await response.ShouldBeProblemAsync("upstream-failed", 502);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Answer_LargerThanTheRouteAllows_IsAFailure(bool hasLength)
    {
        Configuration.Route["Response"] = new System.Text.Json.Nodes.JsonObject { ["MaxBody"] = "1KiB" };
        Upstream.Answer = context =>
        {
            context.Response.ContentLength = hasLength ? 100_000 : null;
            return context.Response.WriteAsync(new string('x', 100_000));
        };
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(GoodReport);

        await response.ShouldBeProblemAsync("upstream-failed", 502);
    }

    [Fact]
    public async Task Answer_ThatGrowsTooLargeAfterItsBeginning_IsCutOff()
    {
        Configuration.Route["Response"] = new System.Text.Json.Nodes.JsonObject { ["MaxBody"] = "1KiB" };
        var begun = new TaskCompletionSource();
        Upstream.Answer = async context =>
        {
            await context.Response.WriteAsync("begun");
            await context.Response.Body.FlushAsync();
            await begun.Task;
            await context.Response.WriteAsync(new string('x', 100_000));
        };
        var gateway = await StartGatewayAsync();
        using var content = new StringContent(GoodReport, System.Text.Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/report-ghosting") { Content = content };

        using var response = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        begun.SetResult();

        await Should.ThrowAsync<HttpRequestException>(() => response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("HTTP/1.1 101 CANARY\r\nConnection: upgrade\r\nUpgrade: CANARY\r\nSet-Cookie: s=CANARY\r\nX-Debug: CANARY\r\n\r\n")]
    [InlineData("HTTP/1.1 099 CANARY\r\nX-Debug: CANARY\r\nContent-Length: 6\r\n\r\nCANARY")]
    [InlineData("HTTP/1.1 000 CANARY\r\nX-Debug: CANARY\r\nContent-Length: 6\r\n\r\nCANARY")]
    [InlineData("HTTP/1.1 999 CANARY\r\nX-Debug: CANARY\r\nContent-Length: 6\r\n\r\nCANARY")]
    [InlineData("CANARY\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: CANARY\r\nTransfer-Encoding: chunked\r\n\r\nCANARY")]
    public async Task AnswerThatIsNoFinalAnswer_IsAFailureWithoutAWordOfIt(string answer)
    {
        await using var upstream = new RawUpstream(Authority.Issue(), answer);
        Configuration.Upstream["Addresses"]![0] = upstream.Address;
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(GoodReport);

        (await response.ShouldBeProblemAsync("upstream-failed", 502)).GetRawText().ShouldNotContain("CANARY");
        response.ToString().ShouldNotContain("CANARY");
    }

    [Theory]
    [InlineData("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\nX-Passes: yes\r\nConnection: close\r\n\r\n", 204)]
    [InlineData("HTTP/1.1 205 Reset Content\r\nContent-Length: 5\r\nX-Passes: yes\r\nConnection: close\r\n\r\nabcde", 205)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Passes: yes\r\nX-Odd: caf\u00e9\r\nConnection: close\r\n\r\nok", 200)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Passes: yes\r\nX-Odd: a\u0001b\r\nConnection: close\r\n\r\nok", 200)]
    public async Task AnswerOfAnUpstreamThatTookTheReport_IsNotAFailureForItsHeaders(string answer, int status)
    {
        await using var upstream = new RawUpstream(Authority.Issue(), answer);
        Configuration.Upstream["Addresses"]![0] = upstream.Address;
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(GoodReport);

        ((int)response.StatusCode).ShouldBe(status);
        response.Headers.GetValues("X-Passes").ShouldBe(["yes"]);
        response.Headers.Contains("X-Odd").ShouldBeFalse();
        response.Headers.Contains("X-Request-Id").ShouldBeTrue();
    }
}
