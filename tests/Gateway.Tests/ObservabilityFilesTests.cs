using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gateway.Tests.Harness;

namespace Gateway.Tests;

/// <summary>The ready-made files for Prometheus and Grafana are valid, and they and the documentation name metrics that there are.</summary>
public sealed partial class ObservabilityFilesTests : GatewayTest
{
    private const string Skip = "Prometheus is not installed";

    /// <summary>No limit on connections is set, so none is ever refused.</summary>
    private const string Rejected = "kestrel_rejected_connections_total";

    private static readonly string Prometheus = Path.Combine(Repository.Root, "config", "prometheus");

    private static string Dashboard => File.ReadAllText(Path.Combine(Repository.Root, "config", "grafana", "gateway.json"));

    [Theory]
    [InlineData("check", "config", "prometheus.yml")]
    [InlineData("check", "rules", "gateway.rules.yml")]
    [InlineData("test", "rules", "gateway.rules.test.yml")]
    public async Task PrometheusFile_IsGood(string command, string kind, string file)
    {
        Assert.SkipUnless(await PrometheusServer.IsInstalledAsync(), Skip);

        await ProcessRun.SucceedAsync("promtool", command, kind, Path.Combine(Prometheus, file));
    }

    [Fact]
    public async Task PrometheusFile_ForKubernetes_IsGood_AndKeepsThePortOfTheSample()
    {
        const string Discovery = "kubernetes_sd_configs:\n      - role: pod\n";
        var text = await File.ReadAllTextAsync(Path.Combine(Prometheus, "prometheus.kubernetes.yml"));
        var deployment = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "config", "kubernetes", "deployment.yaml"));

        text.ShouldContain("job_name: gateway\n");
        text.ShouldContain("regex: true;gateway;management\n");
        deployment.ShouldContain("prometheus.io/scrape: \"true\"\n");
        deployment.ShouldContain("- name: gateway\n");
        deployment.ShouldContain("- { name: management, containerPort: 9090 }\n");

        // Some distributions build Prometheus without Kubernetes; the rest is checked everywhere.
        text.ShouldContain(Discovery);
        Assert.SkipUnless(await PrometheusServer.IsInstalledAsync(), Skip);
        Configuration.WriteFile("gateway.rules.yml", await File.ReadAllTextAsync(Path.Combine(Prometheus, "gateway.rules.yml")));
        Configuration.WriteFile("prometheus.yml", text.Replace(Discovery, "static_configs:\n      - targets: [\"127.0.0.1:9090\"]\n", StringComparison.Ordinal));
        await ProcessRun.SucceedAsync("promtool", "check", "config", Configuration.PathOf("prometheus.yml"));
    }

    [Fact]
    public void Dashboard_IsWhole()
    {
        using var dashboard = JsonDocument.Parse(Dashboard);
        var panels = dashboard.RootElement.GetProperty("panels").EnumerateArray().ToList();

        panels.Select(static panel => panel.GetProperty("id").GetInt32()).ShouldBeUnique();
        panels.Select(static panel => panel.GetProperty("title").GetString()).ShouldBeUnique();
        var cells = panels.SelectMany(static panel =>
        {
            var at = panel.GetProperty("gridPos");
            return from x in Enumerable.Range(at.GetProperty("x").GetInt32(), at.GetProperty("w").GetInt32())
                   from y in Enumerable.Range(at.GetProperty("y").GetInt32(), at.GetProperty("h").GetInt32())
                   select (x, y);
        }).ToList();
        cells.ShouldBeUnique();
        cells.ShouldAllBe(static cell => cell.x < 24);
        foreach (var panel in panels.Where(static panel => panel.GetProperty("type").GetString() != "row"))
        {
            panel.GetProperty("targets").GetArrayLength().ShouldBeGreaterThan(0);
            panel.GetRawText().ShouldContain("${datasource}");
        }
    }

    [Fact]
    public async Task Dashboard_Queries_AreQueries()
    {
        Assert.SkipUnless(await PrometheusServer.IsInstalledAsync(), Skip);
        var rules = new StringBuilder("groups:\n- name: dashboard\n  rules:\n");
        foreach (var (query, index) in QueriesOf(Dashboard).Select(static (query, index) => (query, index)))
        {
            rules.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"  - record: query_{index}\n    expr: {JsonSerializer.Serialize(query.Replace("$__rate_interval", "5m", StringComparison.Ordinal))}");
        }

        Configuration.WriteFile("dashboard.yml", rules.ToString());

        await ProcessRun.SucceedAsync("promtool", "check", "rules", Configuration.PathOf("dashboard.yml"));
    }

    [Fact]
    public async Task Names_InTheDashboardAndTheRules_AreOfMetricsThatThereAre()
    {
        var scrape = await ScrapeEverythingAsync();
        var families = scrape.Types;
        var labels = scrape.Samples.SelectMany(static sample => sample.Labels.Keys).ToHashSet();
        var used = QueriesOf(Dashboard).Append(File.ReadAllText(Path.Combine(Prometheus, "gateway.rules.yml")))
            .SelectMany(static text => NamePattern().Matches(text)).Select(static match => match.Value).Where(name => !labels.Contains(name)).Distinct().ToList();

        used.Count.ShouldBeGreaterThan(20);
        foreach (var name in used)
        {
            var family = families.ContainsKey(name) ? name : SuffixPattern().Replace(name, string.Empty);
            families.ShouldContainKey(family, $"{name} is used and is not there");
            (family == name || families[family] == "histogram").ShouldBeTrue($"{name} is no series of a {families[family]}");
        }
    }

    [Fact]
    public async Task Names_InTheDocumentation_AreTheMetricsThatThereAre()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations.md"));
        var begin = text.IndexOf("\n## Metrics\n", StringComparison.Ordinal);
        var section = text[begin..text.IndexOf("\n## ", begin + 1, StringComparison.Ordinal)];
        var documented = RowPattern().Matches(section).Select(static match => match.Groups["name"].Value).ToList();

        var scrape = await ScrapeEverythingAsync();

        documented.ShouldBeUnique();
        scrape.Types.Keys.Except(documented).ShouldBeEmpty("these are not documented");
        documented.Except(scrape.Types.Keys).ShouldBeSubsetOf([Rejected], "these are documented and are not there");
        foreach (var label in scrape.Samples.SelectMany(static sample => sample.Labels.Keys).Distinct().Where(static label => label != "le"))
        {
            section.ShouldContain($"`{label}`");
        }
    }

    /// <summary>A scrape of a gateway that has had everything happen to it.</summary>
    private async Task<Scrape> ScrapeEverythingAsync()
    {
        Upstream.AnswerWith(200, "ok", ("Connection", "close"));
        Configuration.Root["Routes"]!["report"]!["RateLimit"] = JsonNode.Parse("""{ "Permits": 1000, "Per": "1s" }""");
        Configuration.Root["Upstreams"]!["report-server"]!["CircuitBreaker"] = JsonNode.Parse("""{ "FailureRatio": 0.5 }""");
        Configuration.WriteFile("old_key", Convert.ToHexString(Configuration.PluginKey));
        Configuration.Root["Secrets"]!["oldKey"] = JsonNode.Parse("""{ "Source": "file", "Path": "old_key", "Encoding": "hex" }""");
        Configuration.Root["Secrets"]!["pluginKey"]!["Previous"] = "oldKey";
        Configuration.Root["Secrets"]!["pluginKey"]!["RotateEvery"] = "24h";
        Configuration.WriteFile("get-secret", """printf '{"Key":"k","Expiration":"%s"}' "$(date -u -d '+1 hour' +%Y-%m-%dT%H:%M:%SZ)" """);
        Configuration.Root["Secrets"]!["expiring"] = JsonNode.Parse("""{ "Source": "exec", "Command": ["/bin/sh", "get-secret"], "Field": "Key" }""");
        var gateway = await StartGatewayAsync();
        foreach (var body in new[] { GoodReport, "{}" })
        {
            using var response = await gateway.PostAsync(body);
        }

        // The server answers nonsense by way of an exception.
        await RawClient.ExchangeAsync(gateway.DataAddress, "nonsense\r\n\r\n");
        var scrape = await Scrape.ReadAsync(gateway);
        await Eventually.TrueAsync(
            async () =>
            {
                scrape = await Scrape.ReadAsync(gateway);
                return scrape.Types.ContainsKey("http_client_connection_duration_seconds")
                    && scrape.Types.ContainsKey("kestrel_connection_duration_seconds")
                    && scrape.Types.ContainsKey("dotnet_exceptions_total");
            },
            static () => "connections must have ended, one of them by an exception");
        return scrape;
    }

    private static List<string> QueriesOf(string dashboard)
    {
        using var json = JsonDocument.Parse(dashboard);
        return [.. json.RootElement.GetProperty("panels").EnumerateArray()
            .Where(static panel => panel.TryGetProperty("targets", out _))
            .SelectMany(static panel => panel.GetProperty("targets").EnumerateArray().Select(static target => target.GetProperty("expr").GetString()!))];
    }

    [GeneratedRegex(@"(?<![a-z_:])(gateway|http_server|http_client|kestrel|dotnet|dns)_[a-z0-9_]+(?![a-z0-9_:])")]
    private static partial Regex NamePattern();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex SuffixPattern();

    [GeneratedRegex(@"^\| `(?<name>[a-z0-9_]+)` \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex RowPattern();
}
