using System.Text;
using System.Text.Json.Nodes;
using Gateway.Configuration.Compiling;
using Gateway.Configuration.Options;
using Gateway.Configuration.Reading;
using Gateway.Tests.Harness;
using Gateway.Tests.Shared;
using Gateway.Transforms.Secrets;

namespace Gateway.Tests.Secrets;

/// <summary>A Vault over TLS with an authority of its own, and the secrets of a configuration that are read from it as the program reads them.</summary>
internal sealed class VaultBench : IAsyncDisposable
{
    public const string Path = "secret/data/pay";

    public const string SecretId = "a-secret-id-4be1c27f";

    private const string Pay = """{ "pay": { "Source": "vault", "Path": "secret/data/pay", "Field": "key" } }""";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("gateway-vault-");
    private readonly TestAuthority _authority = new();
    private readonly SecretStore _secrets;

    private VaultBench() => _secrets = new SecretStore(Clock);

    public ManualTimeProvider Clock { get; } = new();

    public VaultServer Vault { get; private set; } = null!;

    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal) { ["SECRET_ID"] = SecretId };

    /// <summary>What was resolved last.</summary>
    public SecretGeneration Generation { get; private set; } = null!;

    public static async Task<VaultBench> StartAsync()
    {
        var bench = new VaultBench();
        bench.Vault = await VaultServer.StartAsync(bench._authority.Issue(), bench.Clock);
        bench.Write("ca.pem", bench._authority.Pem);
        bench.Vault.Put(Path, ("key", "value-1"));
        bench.Vault.AddAppRole("a-role", SecretId);
        return bench;
    }

    public string PathOf(string name) => System.IO.Path.Combine(_directory.FullName, name);

    public void Write(string name, string text) => File.WriteAllText(PathOf(name), text);

    /// <summary>Opens the secret <c>pay</c> with a token that somebody gave us.</summary>
    public Task<ISecretSource> OpenWithTokenAsync(string token, string secrets = Pay)
    {
        Environment["TOKEN"] = token;
        return OpenAsync("""{ "Method": "token", "Token": "token" }""", secrets);
    }

    /// <summary>Opens the secret <c>pay</c> with an AppRole.</summary>
    public Task<ISecretSource> OpenWithRoleAsync(string secrets = Pay) => OpenAsync("""{ "Method": "approle", "RoleId": "a-role", "SecretId": "secretId" }""", secrets);

    /// <summary>Opens the secret <c>pay</c> of <paramref name="secrets"/>, without reading it.</summary>
    public async Task<ISecretSource> OpenAsync(string auth, string secrets = Pay, string more = "")
    {
        await OpenFromAsync(secrets, $$"""{ "corp": { "Kind": "vault", "Address": "{{Vault.Address}}", "Tls": { "Authorities": "ca.pem" }, "Auth": {{auth}}{{more}} } }""");
        return Source("pay");
    }

    /// <summary>Makes ready what <paramref name="secrets"/> and <paramref name="stores"/> describe, without asking the Vault: the tests count requests.</summary>
    public async Task OpenFromAsync(string secrets, string stores)
    {
        var definitions = ReadDefinitions(secrets, stores);
        var local = definitions.Where(static definition => definition.IsLocal).ToList();
        Generation = await _secrets.ResolveAsync(local, asks: true, TestContext.Current.CancellationToken);
        foreach (var reference in definitions.SelectMany(static definition => definition.References))
        {
            reference.Bind(Generation.FindSecret(reference.Name)!.Handle);
        }

        Definitions = definitions;
    }

    /// <summary>All secrets that were read from the configuration.</summary>
    public IReadOnlyList<SecretDefinition> Definitions { get; private set; } = [];

    public ISecretSource Source(string name) => Definitions.Single(definition => definition.Name == name).Source;

    /// <summary>Reads the secrets of a configuration that must be without a mistake, and the token and the secret id that the environment holds.</summary>
    public IReadOnlyList<SecretDefinition> ReadDefinitions(string secrets, string? stores)
    {
        var all = (JsonObject)JsonNode.Parse(secrets)!;
        foreach (var (name, variable) in new[] { ("token", "TOKEN"), ("secretId", "SECRET_ID") })
        {
            if (Environment.ContainsKey(variable) && !all.ContainsKey(name))
            {
                all[name] = new JsonObject { ["Source"] = "env", ["Name"] = variable };
            }
        }

        var text = $$"""
            {
              "Secrets": {{all.ToJsonString()}},
              {{(stores is null ? "" : $"\"SecretStores\": {stores},")}}
              "Upstreams": { "up": { "Addresses": ["https://a.example"] } },
              "Routes": { "r": { "Match": { "Path": "/r" }, "Upstream": "up" } }
            }
            """;
        var problems = new ProblemList();
        var root = (ObjectNode)ConfigurationParser.Parse(Encoding.UTF8.GetBytes(text), "gateway.json", problems)!;
        var options = new GatewayOptionsReader(_directory.FullName, Environment, new FileReader(), Clock, problems).Read(root);
        problems.All.Where(static problem => problem.Severity == Severity.Error).ShouldBeEmpty(text);
        return options.Secrets;
    }

    /// <summary>Reads a value that must be there.</summary>
    public static async Task<string> ReadAsync(ISecretSource source)
    {
        using var reading = await source.ReadAsync(pastCaches: false, TestContext.Current.CancellationToken);
        reading.Failure.ShouldBeNull();
        return Encoding.UTF8.GetString(reading.Raw);
    }

    /// <summary>Reads what must not be there.</summary>
    public static async Task<SecretReading> FailAsync(ISecretSource source)
    {
        var reading = await source.ReadAsync(pastCaches: false, TestContext.Current.CancellationToken);
        reading.Failure.ShouldNotBeNull();
        reading.Raw.Length.ShouldBe(0);
        return reading;
    }

    public async ValueTask DisposeAsync()
    {
        await Vault.DisposeAsync();
        if (Generation is not null)
        {
            _secrets.Discard(Generation);
        }

        _secrets.Dispose();
        _authority.Dispose();
        _directory.Delete(recursive: true);
    }
}
