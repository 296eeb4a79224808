using System.Text;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Gateway.Tests.Shared;
using Gateway.Transforms.Secrets;

namespace Gateway.Tests.Secrets;

/// <summary>A Vault over TLS with an authority of its own, and the secrets of a configuration that are read from it as the program reads them.</summary>
internal sealed class VaultBench : IAsyncDisposable
{
    public const string Path = "secret/data/pay";

    public const string SecretId = "a-secret-id-4be1c27f";

    /// <summary>The secret that tests open unless they say otherwise.</summary>
    public const string Pay = """{ "pay": { "Source": "vault", "Path": "secret/data/pay", "Field": "key" } }""";

    private readonly SourceBench _sources;
    private readonly TestAuthority _authority = new();

    private VaultBench()
    {
        _sources = new SourceBench { Clock = Clock };
        Environment["SECRET_ID"] = SecretId;
    }

    public ManualTimeProvider Clock { get; } = new();

    public VaultServer Vault { get; private set; } = null!;

    public Dictionary<string, string> Environment => _sources.Environment;

    /// <summary>All secrets that were opened last.</summary>
    public IReadOnlyList<SecretDefinition> Definitions { get; private set; } = [];

    public static async Task<VaultBench> StartAsync()
    {
        var bench = new VaultBench();
        bench.Vault = await VaultServer.StartAsync(bench._authority.Issue(), bench.Clock);
        bench.Write("ca.pem", bench._authority.Pem);
        bench.Vault.Put(Path, ("key", "value-1"));
        bench.Vault.AddAppRole("a-role", SecretId);
        return bench;
    }

    public string PathOf(string name) => _sources.PathOf(name);

    public void Write(string name, string text) => _sources.Write(name, text);

    /// <inheritdoc cref="SourceBench.Rotate"/>
    public void Rotate(string name, string value) => _sources.Rotate(name, value);

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

    /// <summary>Opens the secrets of a configuration without a mistake, and with them the token and the secret id that the environment holds. The Vault is not asked: the tests count requests.</summary>
    public async Task OpenFromAsync(string secrets, string? stores)
    {
        var configuration = new JsonObject { ["Secrets"] = JsonNode.Parse(secrets) };
        if (stores is not null)
        {
            configuration["SecretStores"] = JsonNode.Parse(stores);
        }

        foreach (var (name, variable) in new[] { ("token", "TOKEN"), ("secretId", "SECRET_ID") })
        {
            if (Environment.ContainsKey(variable) && configuration["Secrets"]![name] is null)
            {
                configuration["Secrets"]![name] = new JsonObject { ["Source"] = "env", ["Name"] = variable };
            }
        }

        Definitions = await _sources.OpenAsync(configuration.ToJsonString());
    }

    public ISecretSource Source(string name) => Definitions.Single(definition => definition.Name == name).Source;

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
        _sources.Dispose();
        _authority.Dispose();
    }
}
