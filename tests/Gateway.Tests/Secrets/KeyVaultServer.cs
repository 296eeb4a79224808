using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;
using Gateway.Tests.Harness;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Secrets;

/// <summary>
/// A key vault and what gives tokens for it, on this machine, over TLS: Key Vault's challenge and its secrets (REST API), the token endpoint of Entra ID, and, without TLS, the
/// identity endpoints of a machine.
/// </summary>
internal sealed class KeyVaultServer : IAsyncDisposable
{
    public const string TenantId = "72f988bf-86f1-41af-91ab-2d7cd011db47";

    public const string ClientId = "11111111-2222-3333-4444-555555555555";

    private int _tokens;

    private KeyVaultServer(TestAuthority authority, ReportServer vault, ReportServer authorityHost, ReportServer machine)
    {
        Authority = authority;
        Vault = vault;
        AuthorityHost = authorityHost;
        Machine = machine;
        vault.Answer = AnswerVaultAsync;
        authorityHost.Answer = AnswerTokenAsync;
        machine.Answer = AnswerTokenAsync;
    }

    public TestAuthority Authority { get; }

    public ReportServer Vault { get; }

    public ReportServer AuthorityHost { get; }

    public ReportServer Machine { get; }

    /// <summary>The secrets' JSON, by name, or by name and version with a slash between them.</summary>
    public ConcurrentDictionary<string, JsonObject> Secrets { get; } = new(StringComparer.Ordinal);

    /// <summary>What the challenge says that a token must be for.</summary>
    public string Resource { get; set; } = "https://vault.azure.net";

    /// <summary>Whether the form that asks for a token, or the query, is accepted.</summary>
    public Func<IReadOnlyDictionary<string, string>, bool> Accepts { get; set; } = static _ => true;

    /// <summary>How many tokens were given.</summary>
    public int Tokens => Volatile.Read(ref _tokens);

    public static async Task<KeyVaultServer> StartAsync(TestAuthority authority) => new(
        authority,
        await ReportServer.StartAsync(authority.Issue()),
        await ReportServer.StartAsync(authority.Issue()),
        await ReportServer.StartAsync(null));

    /// <summary>Puts a secret, as the service describes one.</summary>
    public JsonObject Put(string name, string value)
    {
        var secret = new JsonObject
        {
            ["value"] = value,
            ["id"] = $"{Vault.Address}/secrets/{name}/4387e9f3d6e14c459867679a90fd0f79",
            ["attributes"] = new JsonObject { ["enabled"] = true, ["created"] = 1_700_000_000, ["updated"] = 1_700_000_001, ["recoveryLevel"] = "Recoverable+Purgeable" },
        };
        Secrets[name] = secret;
        return secret;
    }

    /// <summary>A configuration's <c>SecretStores</c> and <c>Secrets</c>; the authority's certificate stands in <c>ca.pem</c>. Its time is long, for a machine that is busy.</summary>
    public string Configure(string credential = """ "Kind": "client-secret", "ClientSecret": "ours" """, string timeout = "30s", string secret = "") =>
        $$"""
        {
          "SecretStores": {
            "kv": {
              "Kind": "azure-key-vault", "Url": "{{Vault.Address}}", "Tls": { "Authorities": "ca.pem" }, "VerifyChallengeResource": false, "Timeout": "{{timeout}}",
              "Credential": { {{credential}}, "TenantId": "{{TenantId}}", "ClientId": "{{ClientId}}", "AuthorityHost": "{{AuthorityHost.Address}}", "Tls": { "Authorities": "ca.pem" } }
            }
          },
          "Secrets": {
            "pay": { "Source": "azure-key-vault", "Store": "kv", "Secret": "pay-key"{{secret}} },
            "ours": { "Source": "env", "Name": "CLIENT_SECRET" }
          }
        }
        """;

    public async ValueTask DisposeAsync()
    {
        await Vault.DisposeAsync();
        await AuthorityHost.DisposeAsync();
        await Machine.DisposeAsync();
    }

    private Task AnswerVaultAsync(HttpContext context)
    {
        if (!context.Request.Headers.Authorization.ToString().StartsWith("Bearer token-", StringComparison.Ordinal))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers.WWWAuthenticate = $"""Bearer authorization="{AuthorityHost.Address}/{TenantId}", resource="{Resource}" """.TrimEnd();
            return WriteAsync(context, """{"error":{"code":"Unauthorized","message":"AKV10000: Request is missing a Bearer or PoP token."}}""");
        }

        var name = context.Request.Path.Value!["/secrets/".Length..].TrimEnd('/');
        if (Secrets.TryGetValue(name, out var secret))
        {
            return WriteAsync(context, secret.ToJsonString());
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return WriteAsync(context, """{"error":{"code":"SecretNotFound","message":"A secret with that name was not found in this key vault."}}""");
    }

    private Task AnswerTokenAsync(HttpContext context)
    {
        var request = AuthorityHost.Reports.Concat(Machine.Reports).Last(report => report.Target == $"{context.Request.Path}{context.Request.QueryString}");
        var form = HttpUtility.ParseQueryString(request.Method == "POST" ? Encoding.UTF8.GetString(request.Body) : context.Request.QueryString.Value!);
        if (!Accepts(form.AllKeys.ToDictionary(static key => key!, key => form[key]!, StringComparer.Ordinal)))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return WriteAsync(context, """{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided: s3cr3t."}""");
        }

        var number = Interlocked.Increment(ref _tokens);
        return WriteAsync(
            context,
            $$"""{"token_type":"Bearer","expires_in":"86400","expires_on":"{{TimeProvider.System.GetUtcNow().AddDays(1).ToUnixTimeSeconds()}}","resource":"x","access_token":"token-{{number}}"}""");
    }

    private static Task WriteAsync(HttpContext context, string json)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync(json);
    }
}
