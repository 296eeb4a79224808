using System.Text;
using System.Text.Json;
using Gateway.Tests.Harness;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.Tests;

/// <summary>What leaves is sealed, minimised and keyed; nothing of the plaintext is on the wire.</summary>
public sealed class SealedReportTests : GatewayTest
{
    [Fact]
    public async Task Report_WithMoreThanIsKept_OpensToExactlyTheKeptFields()
    {
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(
            """{ "internal": {"salary": 4711}, "email": "ada@example.com", "date": "2024-03-26", "reason": "\u00fcber \"it\"" }""");

        response.EnsureSuccessStatusCode();
        (await response.Content.ReadAsStringAsync()).ShouldBe("""{"status":200,"message":"report ghosting done"}""");
        var report = Upstream.Reports.ShouldHaveSingleItem();
        report.Open(Configuration.PluginKey).ShouldBe("""{"email":"ada@example.com","date":"2024-03-26","reason":"\u00fcber \"it\""}""");
        report.Method.ShouldBe("POST");
        report.Target.ShouldBe("/v1/report");
        report.Headers["subscriptionKey"].ShouldBe(TestConfiguration.SubscriptionKey);
        report.Headers["Content-Type"].ShouldBe("application/json");
    }

    [Fact]
    public async Task ThousandReports_AreSent_WithThousandIvsAndNoPlaintextOnTheWire()
    {
        var gateway = await StartGatewayAsync();
        const string Reason = "the candidate vanished after the second interview without a word";

        await Parallel.ForEachAsync(Enumerable.Range(0, 1000), async (number, _) =>
        {
            using var response = await gateway.PostAsync($$"""{"email":"ada{{number}}@example.com","reason":"{{Reason}}","date":"2024-03-26"}""");
            response.EnsureSuccessStatusCode();
        });

        Upstream.Reports.Count.ShouldBe(1000);
        Upstream.Reports.Select(static report => report.Iv).Distinct().Count().ShouldBe(1000);
        var raw = Upstream.RawBytes();
        raw.Length.ShouldBeGreaterThan(1000 * 200);
        foreach (var run in RunsOf($$"""{"email":"ada0@example.com","reason":"{{Reason}}","date":"2024-03-26"}""", length: 9))
        {
            raw.AsSpan().IndexOf(run).ShouldBe(-1, Encoding.UTF8.GetString(run));
        }
    }

    [Fact]
    public async Task SealedBody_IsSentOverHttp2_OpensAsWell()
    {
        await using var upstream = await ReportServer.StartAsync(Authority.Issue(), HttpProtocols.Http1AndHttp2);
        Configuration.Upstream["Addresses"]![0] = upstream.Address;
        var gateway = await StartGatewayAsync();

        for (var i = 0; i < 50; i++)
        {
            using var response = await gateway.PostAsync(GoodReport);
            response.EnsureSuccessStatusCode();
        }

        upstream.Reports.Count.ShouldBe(50);
        upstream.Reports.ShouldAllBe(report => report.Open(Configuration.PluginKey) == GoodReport);
        upstream.Reports.Select(static report => report.Iv).Distinct().Count().ShouldBe(50);
    }

    [Fact]
    public async Task Body_WithInjectedMaskedAndHashedFields_HoldsWhatTheRouteSays()
    {
        Configuration.Request.Remove("Keep");
        Configuration.Request["Drop"] = JsonNode("""["$.note"]""");
        Configuration.Request["Mask"] = JsonNode("""{"$.card": "last4"}""");
        Configuration.Request["Hash"] = JsonNode("""{"$.userId": "subscriptionKey"}""");
        Configuration.Request["Inject"] = JsonNode("""
            {"Body": {"$.merchant.id": "m-{secret:subscriptionKey}"}, "Query": {"key": "{secret:subscriptionKey}"}, "Headers": {"Authorization": "Bearer {secret:subscriptionKey}"}}
            """);
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(
            """{"email":"ada@example.com","reason":"x","date":"2024-03-26","note":"private","card":"4111111111111111","userId":"u-1","merchant":{"id":"forged","name":"n"}}""");

        response.EnsureSuccessStatusCode();
        var report = Upstream.Reports.ShouldHaveSingleItem();
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData(Encoding.UTF8.GetBytes(TestConfiguration.SubscriptionKey), "u-1"u8));
        report.Open(Configuration.PluginKey).ShouldBe(
            $$$"""{"email":"ada@example.com","reason":"x","date":"2024-03-26","card":"****1111","userId":"{{{hash}}}","merchant":{"id":"m-{{{TestConfiguration.SubscriptionKey}}}","name":"n"}}""");
        report.Target.ShouldBe($"/v1/report?key={TestConfiguration.SubscriptionKey}");
        report.Headers["Authorization"].ShouldBe($"Bearer {TestConfiguration.SubscriptionKey}");
    }

    [Fact]
    public async Task FormEncodedBody_OnARouteThatSealsTheWholeBody_IsSealedAsItCame()
    {
        Configuration.Request.Remove("Schema");
        Configuration.Request.Remove("Keep");
        Configuration.Request["ContentTypes"] = JsonNode("""["application/x-www-form-urlencoded"]""");
        Configuration.Request["Encrypt"]!["Text"] = true;
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync("email=ada%40example.com&reason=x", contentType: "application/x-www-form-urlencoded");

        response.EnsureSuccessStatusCode();
        var report = Upstream.Reports.ShouldHaveSingleItem();
        report.Headers["Content-Type"].ShouldBe("text/plain");
        var asJson = report with { Body = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { data = report.BodyText })) };
        asJson.Open(Configuration.PluginKey).ShouldBe("email=ada%40example.com&reason=x");
    }

    private static System.Text.Json.Nodes.JsonNode JsonNode(string json) => System.Text.Json.Nodes.JsonNode.Parse(json)!;

    private static IEnumerable<byte[]> RunsOf(string text, int length)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Enumerable.Range(0, bytes.Length - length + 1).Select(start => bytes[start..(start + length)]);
    }
}
