using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Gateway.Tests.Shared;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Secrets;

/// <summary>A receiver that refuses our credentials has them read again, and gets the report once more if there are others: never twice what it may have processed.</summary>
public sealed class CredentialRenewalTests : GatewayTest
{
    private const string Header = "X-Key";

    /// <summary>Nothing but a refusal makes it read again: it is next due in an hour.</summary>
    private const string OnceAnHour = """{ "Source": "exec", "Command": ["/bin/sh", "-c", "echo \"{ \\\"key\\\": \\\"$(cat api_key)\\\" }\""], "Field": "key", "Refresh": "1h" }""";

    private readonly ConcurrentQueue<string> _keys = new();
    private volatile string _accepted = "key-1";
    private int _refusal = StatusCodes.Status401Unauthorized;

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task Refused_AfterARotationThatNobodySawYet_IsSentAgainWithTheNewKey(int refusal)
    {
        _refusal = refusal;
        var gateway = await StartAsync();
        await ShouldPassAsync(gateway);

        // At the same moment on both sides, and not a round of looking later.
        Configuration.WriteFile("api_key", "key-2");
        _accepted = "key-2";

        await ShouldPassAsync(gateway);
        _keys.ShouldBe(["key-1", "key-1", "key-2"]);
        var sent = Upstream.Reports.Skip(1).ToList();
        sent[0].Iv.ShouldNotBe(sent[1].Iv, "sealed afresh");
        sent[0].Open(Configuration.PluginKey).ShouldBe(sent[1].Open(Configuration.PluginKey));
        await EventAsync(gateway, 2009);
    }

    [Fact]
    public async Task Refused_WithTheKeyThatIsCurrent_IsToldAndNotSentAgain()
    {
        var gateway = await StartAsync();
        _accepted = "another";

        for (var i = 0; i < 20; i++)
        {
            using var response = await gateway.PostAsync(GoodReport);
            await response.ShouldBeProblemAsync("upstream-failed", 502);
        }

        _keys.Count.ShouldBe(20);
    }

    [Fact]
    public async Task Refused_Again_IsBelieved()
    {
        var gateway = await StartAsync();
        _accepted = "another";
        Configuration.WriteFile("api_key", "key-2");

        using var response = await gateway.PostAsync(GoodReport);

        await response.ShouldBeProblemAsync("upstream-failed", 502);
        _keys.ShouldBe(["key-1", "key-2"]);
    }

    [Fact]
    public async Task Refused_OnARouteThatInjectsNothing_IsNotSentAgain()
    {
        var gateway = await StartAsync();
        Configuration.WriteFile("api_key", "key-2");
        _accepted = "another";

        using var response = await gateway.PostAsync(GoodReport, "/uninjected");

        await response.ShouldBeProblemAsync("upstream-failed", 502);
        _keys.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Refused_WhileABodyStreamsThrough_IsNotSentAgain_SinceTheBodyIsGone()
    {
        var gateway = await StartAsync();
        Configuration.WriteFile("api_key", "key-2");
        _accepted = "key-2";

        using var first = await gateway.PostAsync(GoodReport, "/streamed");
        first.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, "the route passes answers as they are");
        _keys.ShouldHaveSingleItem();

        await Eventually.TrueAsync(
            async () =>
            {
                using var next = await gateway.PostAsync(GoodReport, "/streamed");
                return next.IsSuccessStatusCode;
            },
            "the next one has the new key");
    }

    [Fact]
    public async Task Refused_WhileABodyStreamsThrough_HasTheSecretReadForTheRequestsAfterIt()
    {
        var gateway = await StartAsync(OnceAnHour);
        Configuration.WriteFile("api_key", "key-2");
        _accepted = "key-2";

        await Eventually.TrueAsync(
            async () =>
            {
                using var next = await gateway.PostAsync(GoodReport, "/streamed");
                return next.IsSuccessStatusCode;
            },
            "one after the one that was refused has the new key");
    }

    [Fact]
    public async Task Refused_EachTimeAfterARotation_IsSentAgainWithTheNewKeyEachTime()
    {
        var clock = new ManualTimeProvider();
        Configuration.Upstream["Timeout"] = "5m";
        Configuration.Upstream["TotalTimeout"] = "5m";
        var gateway = await StartAsync(OnceAnHour, clock);

        for (var rotation = 2; rotation < 8; rotation++)
        {
            _accepted = $"key-{rotation}";
            Configuration.WriteFile("api_key", _accepted);
            await ShouldPassAsync(gateway);
            clock.Advance(TimeSpan.FromSeconds(5));
        }
    }

    [Fact]
    public async Task RefusedAfterAnAttemptThatMayHaveBeenProcessed_IsNotSentAgain()
    {
        Configuration.Upstream["Retry"] = JsonNode.Parse("""{ "Attempts": 2, "On": ["503"], "Backoff": "1ms" }""");
        Configuration.Upstream["Retry"]!.AsObject().Remove("IdempotencyHeader");
        var gateway = await StartAsync();
        Configuration.WriteFile("api_key", "key-2");
        _accepted = "key-2";
        _refusal = StatusCodes.Status503ServiceUnavailable;

        using var response = await gateway.PostAsync(GoodReport);

        await response.ShouldBeProblemAsync("upstream-failed", 502);
        _keys.ShouldHaveSingleItem("a 503 of a POST without a key of its own may have been processed");
    }

    [Fact]
    public async Task AThousandRefused_AtTheMomentOfARotation_AllPass()
    {
        var gateway = await StartAsync();
        Configuration.WriteFile("api_key", "key-2");
        _accepted = "key-2";

        var posts = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => gateway.PostAsync(GoodReport)));

        posts.ShouldAllBe(static response => response.IsSuccessStatusCode);
        _keys.Count(static key => key == "key-2").ShouldBe(1000);
        Array.ForEach(posts, static post => post.Dispose());
    }

    private async Task<RunningGateway> StartAsync(string source = """{ "Source": "file", "Path": "api_key" }""", ManualTimeProvider? clock = null)
    {
        Configuration.WriteFile("api_key", "key-1");
        Configuration.Root["Secrets"]!["apiKey"] = JsonNode.Parse(source);
        Configuration.Request["Inject"]!["Headers"] = new JsonObject { [Header] = "{secret:apiKey}" };
        Configuration.Root["Secrets"]!.AsObject().Remove("subscriptionKey");
        Configuration.Root["Routes"]!["uninjected"] = JsonNode.Parse("""
            { "Match": { "Path": "/uninjected" }, "Upstream": "report-server", "Response": { "Errors": "generic" } }
            """);
        Configuration.Root["Routes"]!["streamed"] = JsonNode.Parse($$$"""
            {
              "Match": { "Path": "/streamed" }, "Upstream": "report-server",
              "Request": { "Inject": { "Headers": { "{{{Header}}}": "{secret:apiKey}" } } },
              "Response": { "Errors": "passthrough" }
            }
            """);
        Upstream.Answer = context =>
        {
            var key = context.Request.Headers[Header].ToString();
            _keys.Enqueue(key);
            context.Response.StatusCode = key == _accepted ? StatusCodes.Status200OK : _refusal;
            return context.Response.WriteAsync("{}");
        };
        return await StartGatewayAsync(clock);
    }

    private static async Task ShouldPassAsync(RunningGateway gateway)
    {
        using var response = await gateway.PostAsync(GoodReport);
        response.EnsureSuccessStatusCode();
    }

    private static Task EventAsync(RunningGateway gateway, int number) =>
        Eventually.TrueAsync(() => gateway.Log.Lines.Any(line => line.Contains($"\"event\":{number}", StringComparison.Ordinal)), $"event {number}");
}
