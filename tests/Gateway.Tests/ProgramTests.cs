using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;

namespace Gateway.Tests;

/// <summary>
/// The program as a process, doing its whole job. With <c>GATEWAY_PROGRAM</c> it is the published one, from which the compiler took away what it
/// believed to be unused.
/// </summary>
[Trait("Runs", "Program")]
public sealed class ProgramTests : GatewayTest
{
    [Fact]
    public async Task Report_ThroughEveryStage_ArrivesAsTheRouteSays()
    {
        Configuration.WriteFile("report.schema.json", """
            {
              "type": "object",
              "properties": { "email": { "type": "string", "format": "email" }, "card": { "type": "string", "pattern": "^[0-9]{16}$" } },
              "required": ["email", "card"]
            }
            """);
        Configuration.Request.Remove("Keep");
        Configuration.Request["Drop"] = JsonNode.Parse("""["$.note"]""");
        Configuration.Request["Mask"] = JsonNode.Parse("""{ "$.card": "last4" }""");
        Configuration.Request["Hash"] = JsonNode.Parse("""{ "$.userId": "subscriptionKey" }""");
        Configuration.Request["Inject"]!["Body"] = JsonNode.Parse("""{ "$.merchant": "m-{secret:subscriptionKey}" }""");
        Configuration.Request["Inject"]!["Query"] = JsonNode.Parse("""{ "key": "{secret:subscriptionKey}" }""");
        await using var gateway = await RunningProgram.StartAsync(Configuration);

        using var response = await gateway.PostAsync(
            """{"email":"ada@example.com","card":"4111111111111111","userId":"ü-1","note":"private"}""");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync()).ShouldBe("""{"status":200,"message":"report ghosting done"}""");
        var report = Upstream.Reports.ShouldHaveSingleItem();
        var hash = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(TestConfiguration.SubscriptionKey), "ü-1"u8));
        report.Open(Configuration.PluginKey).ShouldBe(
            $$"""{"email":"ada@example.com","card":"****1111","userId":"{{hash}}","merchant":"m-{{TestConfiguration.SubscriptionKey}}"}""");
        report.Headers["subscriptionKey"].ShouldBe(TestConfiguration.SubscriptionKey);
        report.Target.ShouldBe($"/v1/report?key={TestConfiguration.SubscriptionKey}");
    }

    [Theory]
    [InlineData("POST", "/report-ghosting", """{"email":"no address","reason":"x","date":"2024-03-26"}""", 422, "schema-violation")]
    [InlineData("POST", "/report-ghosting", """{"email":""", 400, "malformed-body")]
    [InlineData("PUT", "/report-ghosting", "{}", 405, "method-not-allowed")]
    [InlineData("POST", "/elsewhere", "{}", 404, "route-not-found")]
    public async Task Refusal_OfTheProgram_IsAProblemDocument(string method, string path, string body, int status, string code)
    {
        await using var gateway = await RunningProgram.StartAsync(Configuration);
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

        using var response = await gateway.Client.SendAsync(request);

        ((int)response.StatusCode).ShouldBe(status);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        problem.RootElement.GetProperty("code").GetString().ShouldBe(code);
        Upstream.Reports.ShouldBeEmpty();
    }

    [Fact]
    public async Task Key_IsReplacedWhileTheProgramRuns_SealsWhatComesNext()
    {
        await using var gateway = await RunningProgram.StartAsync(Configuration);
        var next = RandomNumberGenerator.GetBytes(32);
        Configuration.WriteFile("plugin_key.new", Convert.ToHexString(next));
        File.Move(Configuration.PathOf("plugin_key.new"), Configuration.PathOf("plugin_key"), overwrite: true);
        await Eventually.TrueAsync(() => gateway.Lines.Any(static line => line.Contains("\"event\":5002", StringComparison.Ordinal)), "the new key is taken");

        using var response = await gateway.PostAsync(GoodReport);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        Upstream.Reports.ShouldHaveSingleItem().Open(next).ShouldBe(GoodReport);
    }

    [Fact]
    public async Task Program_ToldToStop_ExitsWith0AndHasLoggedEachRequestInWholeLines()
    {
        await using var gateway = await RunningProgram.StartAsync(Configuration);
        using var probe = await gateway.Client.GetAsync(new Uri(gateway.ManagementAddress, "/readyz"));
        probe.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var response = await gateway.PostAsync(GoodReport);

        (await gateway.StopAsync()).ShouldBe(0);

        var lines = gateway.Lines.Select(static line => JsonDocument.Parse(line).RootElement).ToList();
        var request = lines.Where(static line => line.GetProperty("event").GetInt32() == 1001).ShouldHaveSingleItem();
        request.GetProperty("route").GetString().ShouldBe("report");
        request.GetProperty("outcome").GetString().ShouldBe("forwarded");
        request.GetProperty("status").GetInt32().ShouldBe(200);
        request.GetProperty("requestId").GetString().ShouldBe(response.Headers.GetValues("X-Request-Id").Single());
        lines[^1].GetProperty("event").GetInt32().ShouldBe(4004);
    }
}
