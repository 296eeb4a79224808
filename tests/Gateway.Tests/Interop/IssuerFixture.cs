using System.Text.Json.Nodes;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Interop;

/// <summary>One issuer for all tests of a class: starting a process takes longer than asking it.</summary>
public sealed class IssuerFixture : IAsyncLifetime
{
    private readonly TestConfiguration _folder;
    private OidcIssuer? _issuer;
    private string? _missing;

    public IssuerFixture() => _folder = new TestConfiguration("https://localhost:1", Authority.Pem);

    public TestAuthority Authority { get; } = new();

    /// <summary>How long its tokens live.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromMinutes(10);

    /// <summary>The issuer; where it cannot be started, the test is skipped.</summary>
    internal OidcIssuer Issuer
    {
        get
        {
            if (_missing is not null)
            {
                Assert.Skip(_missing);
            }

            return _issuer!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        _missing = await OidcIssuer.FindMissingAsync();
        _issuer = _missing is null ? await OidcIssuer.StartAsync(Authority, _folder, Lifetime) : null;
    }

    /// <summary>A configuration whose reports bear a token of the issuer's to <paramref name="upstream"/>; the caller disposes of it.</summary>
    public TestConfiguration Configure(ReportServer upstream)
    {
        var configuration = new TestConfiguration(upstream.Address, Authority.Pem);
        configuration.WriteFile("client_secret", OidcIssuer.ClientSecret);
        configuration.Root["Secrets"]!["client"] = JsonNode.Parse("""{ "Source": "file", "Path": "client_secret" }""");
        configuration.Root["Secrets"]!["token"] = new JsonObject
        {
            ["Source"] = "oauth2",
            ["TokenEndpoint"] = Issuer.TokenEndpoint,
            ["ClientId"] = OidcIssuer.BasicClient,
            ["ClientSecret"] = "client",
            ["Scopes"] = new JsonArray("reports.write"),
            ["Tls"] = new JsonObject { ["Authorities"] = "ca.pem" },
        };
        configuration.Request["Inject"]!["Headers"]!["Authorization"] = "Bearer {secret:token}";
        return configuration;
    }

    public ValueTask DisposeAsync()
    {
        _issuer?.Dispose();
        _folder.Dispose();
        Authority.Dispose();
        return ValueTask.CompletedTask;
    }
}
