using System.Text.Json.Nodes;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Answers;

/// <summary>A receiver that seals its answers, and a route that opens them.</summary>
public abstract class AnswerTest : GatewayTest
{
    protected const string Plaintext = """{"status":200,"account":"DE-4711-secret"}""";

    /// <summary>The receiver answers with a JWE whose key is the plug-in key.</summary>
    protected const string Jwe = """{ "Envelope": "jwe", "Key": "pluginKey", "Algorithm": "dir", "Text": true }""";

    protected byte[] Key => Configuration.PluginKey;

    /// <summary>Has the route open its answers.</summary>
    protected JsonObject Open(string decrypt, string route = "report")
    {
        var response = new JsonObject { ["Decrypt"] = JsonNode.Parse(decrypt) };
        Configuration.Root["Routes"]![route]!["Response"] = response;
        return response;
    }

    /// <summary>The answer is one problem that says nothing of why, and the log has one reason for all of them.</summary>
    protected static async Task ShouldNotBeOpenedAsync(RunningGateway gateway, HttpResponseMessage response, string what = "")
    {
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(502, $"{what}: {text}");
        await response.ShouldBeProblemAsync("upstream-failed", 502);
        text.ShouldNotContain("secret");
        response.Headers.Contains("X-Answer").ShouldBeFalse(what);
        var id = response.Headers.GetValues("X-Request-Id").Single();
        await Eventually.TrueAsync(
            () => gateway.Log.Lines.Any(line => line.Contains(id, StringComparison.Ordinal) && line.Contains("\"reason\":\"response not opened\"", StringComparison.Ordinal)),
            $"{what}: the one reason in\n{gateway.Log.Text}");
    }
}
