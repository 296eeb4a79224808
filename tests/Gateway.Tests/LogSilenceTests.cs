using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests;

/// <summary>With every category at its most verbose, nothing of a request, an answer or a secret is in any line.</summary>
public sealed class LogSilenceTests : GatewayTest
{
    private const string Canary = "canary7f3a";

    [Fact]
    public async Task Canary_InEverythingThatIsSentAndKept_IsInNoLine()
    {
        const string Secret = $"{Canary}-secret";
        Configuration.Environment["SUBSCRIPTION_KEY"] = Secret;
        Configuration.Root["Logging"] = JsonNode.Parse("""{ "Level": "trace", "Format": "json" }""");
        Configuration.Request["Inject"]!["Query"] = JsonNode.Parse("""{ "key": "{secret:subscriptionKey}" }""");
        Configuration.Request["KeepQuery"] = new JsonArray("kept");
        Configuration.WithPassThroughRoute();
        Upstream.Answer = context =>
        {
            context.Response.StatusCode = Upstream.Reports.Count % 3 == 0 ? 500 : Upstream.Reports.Count % 3 == 1 ? 200 : 404;
            context.Response.Headers["X-Answer"] = Canary;
            return context.Response.WriteAsync(Canary);
        };
        var gateway = await StartGatewayAsync();

        string[] bodies =
        [
            $$"""{"email":"{{Canary}}@example.com","reason":"{{Canary}}","date":"2024-03-26"}""",
            $$"""{"email":"{{Canary}}","reason":"{{Canary}}","date":"{{Canary}}","{{Canary}}":1}""",
            $$"""{"{{Canary}}":1,"{{Canary}}":2}""",
            Canary,
        ];
        foreach (var path in new[] { "/report-ghosting", $"/report-ghosting?kept={Canary}", $"/report-ghosting?{Canary}={Canary}", $"/{Canary}", $"/plain/{Canary}?q={Canary}" })
        {
            foreach (var body in bodies)
            {
                using var content = new StringContent(body, Encoding.UTF8, "application/json");
                content.Headers.ContentLanguage.Add(Canary);
                using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Canary);
                request.Headers.Add($"X-{Canary}", Canary);
                using var response = await gateway.Client.SendAsync(request);
            }
        }

        await RawClient.ExchangeAsync(gateway.DataAddress, $"{Canary} / HTTP/1.1\r\nHost: {Canary}\r\n\r\n");
        await RawClient.ExchangeAsync(gateway.DataAddress, $"POST / HTTP/1.1\r\nHost: x\r\n{Canary}\r\n\r\n");
        await RawClient.ExchangeAsync(gateway.DataAddress, $"POST /report-ghosting HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{Canary}");

        gateway.Log.Lines.Count.ShouldBeGreaterThan(20, "the test must see the log that it judges");
        foreach (var form in FormsOf(Canary).Concat(FormsOf(Secret)).Append(Convert.ToHexString(Configuration.PluginKey)).Append(Convert.ToHexStringLower(Configuration.PluginKey)))
        {
            gateway.Log.Text.ShouldNotContain(form);
        }
    }

    [Fact]
    public async Task Request_HoweverItEnds_HasOneLine()
    {
        var gateway = await StartGatewayAsync();

        using var good = await gateway.PostAsync(GoodReport);
        using var bad = await gateway.PostAsync("{");
        using var lost = await gateway.PostAsync("{}", "/nowhere");

        await Eventually.TrueAsync(() => LinesOf(gateway).Count == 3, "each request has a line");
        var lines = LinesOf(gateway);
        lines[0].ShouldContain("\"route\":\"report\"");
        lines[0].ShouldContain("\"outcome\":\"forwarded\"");
        lines[0].ShouldContain($"\"requestId\":\"{good.Headers.GetValues("X-Request-Id").Single()}\"");
        lines[1].ShouldContain("\"code\":\"malformed-body\"");
        lines[2].ShouldContain("\"code\":\"route-not-found\"");
    }

    private static List<string> LinesOf(RunningGateway gateway) =>
        [.. gateway.Log.Lines.Where(static line => line.Contains("\"event\":1001", StringComparison.Ordinal))];

    /// <summary>Base64 at each of the three alignments that a text can have within something longer.</summary>
    private static IEnumerable<string> FormsOf(string text)
    {
        yield return text;
        yield return Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text));
        yield return Convert.ToHexString(Encoding.UTF8.GetBytes(text));
        for (var shift = 0; shift < 3; shift++)
        {
            var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(new string('x', shift) + text));
            yield return encoded[(shift == 0 ? 0 : 4)..(encoded.Length - 4)];
        }
    }
}
