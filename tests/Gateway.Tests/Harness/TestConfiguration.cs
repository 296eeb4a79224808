using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Gateway.Configuration;

namespace Gateway.Tests.Harness;

/// <summary>A configuration in a directory of its own, good until a test changes it.</summary>
public sealed class TestConfiguration : IDisposable
{
    public const string SubscriptionKey = "subscription-key-5b1f0c9e7a";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("gateway-test-");

    public TestConfiguration(string upstreamAddress, string? authoritiesPem)
    {
        WriteFile("plugin_key", $"{Convert.ToHexString(PluginKey)}\n");
        WriteFile("report.schema.json", """
            {
              "type": "object",
              "properties": {
                "email": { "type": "string", "format": "email" },
                "reason": { "type": "string", "minLength": 1 },
                "date": { "type": "string", "format": "date" }
              },
              "required": ["email", "reason", "date"]
            }
            """);
        var upstream = new JsonObject { ["Addresses"] = new JsonArray(upstreamAddress), ["AllowPrivateNetworks"] = true };
        if (authoritiesPem is not null)
        {
            WriteFile("ca.pem", authoritiesPem);
            upstream["Tls"] = new JsonObject { ["Authorities"] = "ca.pem" };
        }

        Root = new JsonObject
        {
            ["Listeners"] = JsonNode.Parse("""{ "Data": { "Url": "http://127.0.0.1:0" }, "Management": { "Url": "http://127.0.0.1:0" } }"""),
            ["Secrets"] = JsonNode.Parse("""
                {
                  "pluginKey": { "Source": "file", "Path": "plugin_key", "Encoding": "hex" },
                  "subscriptionKey": { "Source": "env", "Name": "SUBSCRIPTION_KEY" }
                }
                """),
            ["Upstreams"] = new JsonObject { ["report-server"] = upstream },
            ["Routes"] = JsonNode.Parse("""
                {
                  "report": {
                    "Match": { "Path": "/report-ghosting", "Methods": ["POST"] },
                    "Upstream": "report-server",
                    "Path": "/v1/report",
                    "Request": {
                      "MaxBody": "64KiB",
                      "Schema": "report.schema.json",
                      "Keep": ["$.email", "$.reason", "$.date"],
                      "Encrypt": { "Envelope": "report-ghosting", "Key": "pluginKey" },
                      "Inject": { "Headers": { "subscriptionKey": "{secret:subscriptionKey}" } }
                    }
                  }
                }
                """),
        };
    }

    public byte[] PluginKey { get; } = RandomNumberGenerator.GetBytes(32);

    public JsonObject Root { get; }

    public JsonObject Route => (JsonObject)Root["Routes"]!["report"]!;

    public JsonObject Request => (JsonObject)Route["Request"]!;

    public JsonObject Upstream => (JsonObject)Root["Upstreams"]!["report-server"]!;

    public Dictionary<string, string> Environment { get; } = new() { ["SUBSCRIPTION_KEY"] = SubscriptionKey };

    public string FilePath => PathOf("gateway.json");

    /// <summary>Whether the file is to be used as it stands: a test has put it there itself.</summary>
    public bool IsSaved { get; set; }

    /// <summary>Adds a route that does nothing to bodies.</summary>
    public TestConfiguration WithPassThroughRoute()
    {
        Root["Routes"]!["plain"] = JsonNode.Parse("""{ "Match": { "Path": "/plain/{**rest}" }, "Upstream": "report-server" }""");
        return this;
    }

    public string PathOf(string name) => Path.Combine(_directory.FullName, name);

    public void WriteFile(string name, string text) => File.WriteAllText(PathOf(name), text);

    /// <summary>Writes the configuration file by rename, as an editor does.</summary>
    public void Save()
    {
        WriteFile("gateway.json.new", Root.ToJsonString());
        File.Move(PathOf("gateway.json.new"), FilePath, overwrite: true);
    }

    internal ConfigurationSource ToSource()
    {
        if (!IsSaved)
        {
            Save();
        }

        return new ConfigurationSource(FilePath, [], Environment);
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
