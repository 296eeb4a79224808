using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;

namespace Gateway.Tests;

/// <summary><c>gateway explain</c> as its users meet it: what a route makes of a sample, and no secret on the screen.</summary>
[Trait("Runs", "Program")]
public sealed class ExplainTests : GatewayTest
{
    private const string InternalNote = "candidate 4711";

    [Fact]
    public async Task Explain_OfAGoodReport_TellsEveryStageAndOpensTheResultAgain()
    {
        var run = await ExplainAsync($$"""{"email":"ada@example.com","reason":"Silence.","date":"2024-03-26","note":"{{InternalNote}}"}""");

        run.ExitCode.ShouldBe(0, run.Output);
        run.Output.ShouldContain("fits the schema");
        run.Output.ShouldContain("""{"email":"ada@example.com","reason":"Silence.","date":"2024-03-26"}""");
        run.Output.ShouldContain("header subscriptionKey with secret 'subscriptionKey'");
        run.Output.ShouldContain("aes-cbc with the key 'pluginKey'");
        run.Output.ShouldContain("opened again with the same key: the same 67 bytes");
        run.Output.ShouldContain("The report would be sent.");
        run.Output.ShouldNotContain(InternalNote);
        run.Output.ShouldNotContain("\e", customMessage: "colours are for terminals alone");
    }

    [Fact]
    public async Task Explain_AsJson_HoldsTheSealedBodyThatTheReceiverOpens()
    {
        var run = await ExplainAsync(GoodReport, "--json");

        run.ExitCode.ShouldBe(0, run.Output);
        var explanation = JsonNode.Parse(run.Output)!;
        explanation["sent"]!.GetValue<bool>().ShouldBeTrue();
        var body = JsonNode.Parse(StageOf(explanation, "seal")["body"]!.GetValue<string>())!["data"]!.GetValue<string>();
        var message = Convert.FromBase64String(body);
        using var aes = Aes.Create();
        aes.SetKey(Configuration.PluginKey);
        System.Text.Encoding.UTF8.GetString(aes.DecryptCbc(message.AsSpan(16), message.AsSpan(0, 16))).ShouldBe(GoodReport);
    }

    [Theory]
    [InlineData("[1", "guard", "malformed-body")]
    [InlineData("""{"email":"ada@example.com"}""", "validate", "schema-violation")]
    [InlineData("""{"data":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}""", "guard", "envelope-failed")]
    public async Task Explain_OfAReportThatIsRefused_SaysWhereAndExits1(string body, string stage, string code)
    {
        var run = await ExplainAsync(body, "--json");

        run.ExitCode.ShouldBe(1, run.Output);
        var explanation = JsonNode.Parse(run.Output)!;
        StageOf(explanation, stage)["outcome"]!.GetValue<string>().ShouldBe("refused");
        StageOf(explanation, "seal")["outcome"]!.GetValue<string>().ShouldBe("not-reached");
        explanation["rejection"]!["code"]!.GetValue<string>().ShouldBe(code);
    }

    [Fact]
    public async Task Explain_WhereASecretIsPutIn_NamesItAndNeverShowsIt()
    {
        Configuration.Request["Inject"]!["Body"] = new JsonObject { ["$.merchantId"] = "{secret:subscriptionKey}" };

        var run = await ExplainAsync(GoodReport);

        run.ExitCode.ShouldBe(0, run.Output);
        run.Output.ShouldContain("\"merchantId\":\"{secret:subscriptionKey}\"");
        run.Output.ShouldNotContain(TestConfiguration.SubscriptionKey);
        run.Output.ShouldNotContain(Convert.ToHexString(Configuration.PluginKey), Case.Insensitive);
    }

    [Fact]
    public async Task Explain_WhereASecretLeavesBesideASealedField_DoesNotShowTheResult()
    {
        Configuration.Request["Inject"]!["Body"] = new JsonObject { ["$.merchantId"] = "{secret:subscriptionKey}" };
        Configuration.Request["Encrypt"] = JsonNode.Parse("""{ "Envelope": "jwe", "Algorithm": "dir", "Key": "pluginKey", "Fields": [{ "From": "$.email" }] }""");

        var run = await ExplainAsync(GoodReport);

        run.ExitCode.ShouldBe(0, run.Output);
        run.Output.ShouldContain("not shown");
        run.Output.ShouldNotContain(TestConfiguration.SubscriptionKey);
    }

    [Fact]
    public async Task Explain_WithANameTwice_AnswersAllTheSame()
    {
        Configuration.Request.Remove("Schema");
        Configuration.Request.Remove("Keep");
        Configuration.Request["Json"] = JsonNode.Parse("""{ "DuplicateKeys": "allow" }""");
        Configuration.Request["Encrypt"] = JsonNode.Parse("""{ "Envelope": "jwe", "Algorithm": "dir", "Key": "pluginKey", "Fields": [{ "From": "$.email", "To": "$.a.b" }] }""");

        var run = await ExplainAsync("""{"x":1,"x":2,"email":"ada@example.com"}""");

        run.ExitCode.ShouldBeInRange(0, 1);
        run.Output.ShouldContain("jwe with the key 'pluginKey'");
    }

    [Fact]
    public async Task Explain_OfACommandThatCannotWork_SaysHowAndExits2()
    {
        var other = await ExplainAsync(GoodReport, "--route", "reprot");
        other.ExitCode.ShouldBe(2);
        other.Output.ShouldContain("did you mean 'report'?");

        Configuration.WriteFile("plugin_key", "abc");
        var broken = await ExplainAsync(GoodReport);
        broken.ExitCode.ShouldBe(2);
        broken.Output.ShouldContain("secret 'pluginKey' cannot be resolved");
    }

    private async Task<ProcessRun> ExplainAsync(string body, params string[] arguments)
    {
        Configuration.WriteFile("sample.json", body);
        Configuration.WriteFile("subscription_key", TestConfiguration.SubscriptionKey);
        Configuration.Root["Secrets"]!["subscriptionKey"] = new JsonObject { ["Source"] = "file", ["Path"] = "subscription_key" };
        Configuration.Save();
        string[] route = arguments.Contains("--route") ? [] : ["--route", "report"];
        return await ProcessRun.GatewayAsync(
        [
            "explain", "--config", Configuration.FilePath, .. route, "--body", Configuration.PathOf("sample.json"), .. arguments,
        ]);
    }

    private static JsonNode StageOf(JsonNode explanation, string stage) =>
        explanation["stages"]!.AsArray().Single(candidate => candidate!["stage"]!.GetValue<string>() == stage)!;
}
