using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Secrets;

/// <summary>Secrets in every source, ten thousand requests that end in every way, everything at its most verbose: no form of any of them is anywhere.</summary>
[Collection(RunsAlone.Name)]
public sealed class SecretCanaryTests : GatewayTest
{
    private const int Requests = 10_000;

    private const int Callers = 8;

    /// <summary>With what URL encoding writes otherwise, of all that a token may hold (RFC 6750 section 2.1).</summary>
    private const string Suffix = "/k+y7.3~a=";

    private readonly Dictionary<string, string> _canaries = new(StringComparer.Ordinal);
    private int _answers;

    [Fact]
    public async Task Canaries_InEverySource_AreInNoLogNoMetricNoProblemAndNoExplanation()
    {
        await using var vault = await VaultServer.StartAsync(Authority.Issue());
        await using var keyVault = await KeyVaultServer.StartAsync(Authority);
        await using var agent = await ReportServer.StartAsync(certificate: null);
        await using var issuer = await ReportServer.StartAsync(Authority.Issue());
        Plant(vault, keyVault, agent, issuer);
        Configuration.Root["Logging"] = JsonNode.Parse("""{ "Level": "trace" }""");
        Upstream.Answer = AnswerInTurnsAsync;
        var seen = new StringBuilder();
        await using (var gateway = await RunningGateway.StartAsync(Configuration))
        {
            await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => CallAsync(gateway, caller, seen)));

            // Stores that fail, garbage for values, a file that is rotated: what is said of those is judged, too.
            vault.Mood = VaultMood.Garbage;
            keyVault.Secrets.Clear();
            agent.AnswerWith(500, Canary("awsKey"));
            issuer.AnswerWith(400, $$"""{"error":"invalid_client","error_description":"{{Canary("oauth2Secret")}}"}""");
            Configuration.WriteFile("plugin_key", Canary("broken file"));
            Configuration.WriteFile("file_key", Canary("fileKey again"));
            await Eventually.TrueAsync(() => gateway.Log.Text.Contains("\"event\":5002", StringComparison.Ordinal), "the rotation");
            await Eventually.TrueAsync(
                () => Task.FromResult(new[] { "vaultKey", "azureKey", "awsKey", "pluginKey" }.All(name => gateway.Log.Lines.Any(
                    line => line.Contains("\"event\":5003", StringComparison.Ordinal) && line.Contains(name, StringComparison.Ordinal)))),
                () => gateway.Log.Text);
            await CallAsync(gateway, 0, seen);

            seen.AppendLine(gateway.Log.Text).AppendLine((await Scrape.ReadAsync(gateway)).Text);
            string[] expected = ["none", "malformed-body", "schema-violation", "body-too-large", "unsupported-content-type", "route-not-found", "malformed-request", "upstream-failed", "upstream-rejected", "rate-limited"];
            expected.ShouldBeSubsetOf(Codes(gateway), "requests of all outcomes");
            Upstream.Reports.Count.ShouldBeGreaterThan(Requests / 4);
        }

        vault.Mood = VaultMood.Well;
        Plant(vault, keyVault, agent, issuer);
        seen.AppendLine(await RunAsync(0, "check", "--resolve")).AppendLine(await ExplainAsync());

        var text = seen.ToString();
        text.Length.ShouldBeGreaterThan(1_000_000, "the test must see what it judges");
        foreach (var (name, canary) in _canaries)
        {
            Upstream.Reports.Any(report => report.Headers.Values.Concat([WebUtility.UrlDecode(report.Target), report.BodyText]).Any(part => part.Contains(canary, StringComparison.Ordinal)))
                .ShouldBe(IsInjected(name), $"{name} is sent to the receiver, or is for the stores alone");
            foreach (var form in FormsOf(canary))
            {
                text.Contains(form, StringComparison.Ordinal).ShouldBeFalse($"{name} as {form[..8]}...");
            }
        }
    }

    private static bool IsInjected(string name) => name is "envKey" or "fileKey" or "fileKey again" or "vaultKey" or "azureKey" or "awsKey" or "execKey" or "oauth2Key";

    /// <summary>The text, its hexadecimal and URL-encoded forms, and its base64 and base64url at each of the three alignments that it can have within something longer.</summary>
    private static IEnumerable<string> FormsOf(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        yield return text;
        yield return System.Text.Json.JsonEncodedText.Encode(text).ToString();
        yield return Convert.ToHexString(bytes);
        yield return Convert.ToHexStringLower(bytes);
        yield return Uri.EscapeDataString(text);
        yield return WebUtility.UrlEncode(text);
        for (var shift = 0; shift < 3; shift++)
        {
            var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(new string('x', shift) + text))[(shift == 0 ? 0 : 4)..^4];
            yield return encoded;
            yield return encoded.Replace('+', '-').Replace('/', '_');
        }
    }

    private static HashSet<string> Codes(RunningGateway gateway) =>
        [.. gateway.Log.Lines.Select(static line => JsonNode.Parse(line)?["code"]?.GetValue<string>()).OfType<string>()];

    private string Canary(string name)
    {
        if (!_canaries.TryGetValue(name, out var canary))
        {
            _canaries.Add(name, canary = $"canary-{RandomNumberGenerator.GetHexString(24)}{Suffix}");
        }

        return canary;
    }

    private void Plant(VaultServer vault, KeyVaultServer keyVault, ReportServer agent, ReportServer issuer)
    {
        Configuration.WriteFile("plugin_key", Convert.ToHexString(Configuration.PluginKey));
        Configuration.WriteFile("file_key", Canary("fileKey"));
        Configuration.WriteFile("secret_id", Canary("vaultSecretId"));
        Configuration.WriteFile("client_secret", Canary("oauth2Secret"));
        Configuration.WriteFile("azure_secret", Canary("azureSecret"));
        Configuration.WriteFile("agent_token", Canary("agentToken"));
        Configuration.WriteFile("get-secret", $$"""printf '{"Key":"%s"}' '{{Canary("execKey")}}'""");
        Configuration.Environment["ENV_KEY"] = Canary("envKey");
        vault.Put("secret/data/pay", ("key", Canary("vaultKey")));
        vault.AddAppRole("gateway", Canary("vaultSecretId"));
        keyVault.Put("pay-key", Canary("azureKey"));
        agent.AnswerWith(200, new JsonObject { ["Name"] = "prod/pay", ["SecretString"] = Canary("awsKey") }.ToJsonString());
        issuer.AnswerWith(200, new JsonObject { ["access_token"] = Canary("oauth2Key"), ["token_type"] = "Bearer", ["expires_in"] = 3600 }.ToJsonString());
        var secrets = Configuration.Root["Secrets"]!.AsObject();
        foreach (var (name, section) in JsonNode.Parse($$"""
            {
              "fileKey":  { "Source": "file", "Path": "file_key" },
              "envKey":   { "Source": "env", "Name": "ENV_KEY" },
              "secretId": { "Source": "file", "Path": "secret_id" },
              "vaultKey": { "Source": "vault", "Path": "secret/data/pay", "Field": "key", "Refresh": "1s" },
              "azureSecret": { "Source": "file", "Path": "azure_secret" },
              "azureKey": { "Source": "azure-key-vault", "Secret": "pay-key", "Refresh": "1s" },
              "awsKey":   { "Source": "aws-secrets-agent", "Secret": "prod/pay", "Refresh": "1s" },
              "execKey":  { "Source": "exec", "Command": ["/bin/sh", "get-secret"], "Field": "Key", "Refresh": "1h" },
              "clientSecret": { "Source": "file", "Path": "client_secret" },
              "oauth2Key": { "Source": "oauth2", "TokenEndpoint": "{{issuer.Address}}/token", "ClientId": "gateway", "ClientSecret": "clientSecret", "Tls": { "Authorities": "ca.pem" } }
            }
            """)!.AsObject().ToList())
        {
            secrets[name] = section!.DeepClone();
        }

        secrets.Remove("subscriptionKey");
        Configuration.Root["SecretStores"] = JsonNode.Parse($$"""
            {
              "corp": { "Kind": "vault", "Address": "{{vault.Address}}", "Tls": { "Authorities": "ca.pem" }, "Auth": { "Method": "approle", "RoleId": "gateway", "SecretId": "secretId" } },
              "agent": { "Kind": "aws-secrets-agent", "Endpoint": "{{agent.Address}}", "TokenFile": "agent_token" },
              "kv": {
                "Kind": "azure-key-vault", "Url": "{{keyVault.Vault.Address}}", "Tls": { "Authorities": "ca.pem" }, "VerifyChallengeResource": false,
                "Credential": {
                  "Kind": "client-secret", "ClientSecret": "azureSecret", "TenantId": "{{KeyVaultServer.TenantId}}", "ClientId": "{{KeyVaultServer.ClientId}}",
                  "AuthorityHost": "{{keyVault.AuthorityHost.Address}}", "Tls": { "Authorities": "ca.pem" }
                }
              }
            }
            """);
        var inject = """
            {
              "Headers": { "X-File": "{secret:fileKey}", "X-Vault": "{secret:vaultKey}", "X-Aws": "{secret:awsKey}", "Authorization": "Bearer {secret:oauth2Key}" },
              "Query": { "env": "{secret:envKey}", "azure": "{secret:azureKey}" }
            }
            """;
        Configuration.Request["Inject"] = JsonNode.Parse(inject);
        Configuration.Root["Routes"]!["clear"] = JsonNode.Parse("""
            {
              "Match": { "Path": "/clear", "Methods": ["POST"] }, "Upstream": "report-server",
              "Request": { "ContentTypes": ["application/json"], "MaxBody": "1KiB", "Inject": { "Body": { "$.key": "{secret:execKey}" } } },
              "Response": { "Errors": "passthrough" }
            }
            """);
    }

    private Task AnswerInTurnsAsync(HttpContext context)
    {
        var status = new[] { 200, 200, 201, 204, 302, 400, 401, 403, 404, 429, 500, 503 }[Interlocked.Increment(ref _answers) % 12];
        if (status == 503)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        context.Response.StatusCode = status;
        return status == 204 ? Task.CompletedTask : context.Response.WriteAsync("{}");
    }

    private static async Task CallAsync(RunningGateway gateway, int caller, StringBuilder seen)
    {
        string[] paths = ["/report-ghosting", "/clear", "/report-ghosting?x=1", "/nowhere"];
        string[] bodies = [GoodReport, GoodReport, "{", """{"email":1}""", new string(' ', 70_000)];
        for (var i = caller; i < Requests; i += Callers)
        {
            using var answer = await gateway.PostAsync(bodies[i % bodies.Length], paths[i % paths.Length], i % 7 == 0 ? "text/plain" : "application/json");
            var text = $"{answer}{await answer.Content.ReadAsStringAsync(CancellationToken.None)}";
            lock (seen)
            {
                seen.AppendLine(text);
            }
        }
    }

    private async Task<string> ExplainAsync()
    {
        Configuration.WriteFile("report.json", GoodReport);
        var explained = new StringBuilder();
        foreach (var route in new[] { "report", "clear" })
        {
            foreach (var form in new[] { "--json", null })
            {
                explained.AppendLine(await RunAsync(0, [.. new[] { "explain", "--route", route, "--body", Configuration.PathOf("report.json"), form }.OfType<string>()]));
            }
        }

        return explained.ToString();
    }

    private async Task<string> RunAsync(int exitCode, params string[] arguments)
    {
        Configuration.Save();

        // The variable is the only source that a process of its own cannot share with this one otherwise.
        var run = await ProcessRun.RunAsync(
            "env", [$"ENV_KEY={Canary("envKey")}", .. ProcessRun.GatewayProgram, .. arguments, "--config", Configuration.FilePath]);
        run.ExitCode.ShouldBe(exitCode, run.Output);
        return run.Output;
    }
}
