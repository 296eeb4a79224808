using System.Buffers.Text;
using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Interop;

/// <summary>
/// An issuer of tokens that others wrote, as a process of its own: the npm package <c>oidc-provider</c>, over TLS. It counts the requests for tokens, and
/// knows again what it has issued.
/// </summary>
internal sealed class OidcIssuer : IDisposable
{
    public const string BasicClient = "gateway basic";

    public const string PostClient = "gateway-post";

    /// <summary>Proves itself with <see cref="RsaKey"/>; the clients by the names of algorithms do so with keys that fit them.</summary>
    public const string KeyClient = "RS256";

    /// <summary>Proves nothing; what it asks for is granted by assertions of <see cref="Bearer"/>.</summary>
    public const string PublicClient = "gateway-public";

    /// <summary>Whose assertions are taken, with <see cref="RsaKey"/>.</summary>
    public const string Bearer = "reports@example.com";

    /// <summary>With all that encoding could get wrong.</summary>
    public const string ClientSecret = "p:&=%+ /?\"s";

    public const string RsaKeyId = "rsa-2026";

    public const string EcKeyId = "ec-2026";

    private readonly NodeReceiver _node;
    private readonly HttpClient _client;

    private OidcIssuer(NodeReceiver node, string fingerprint)
    {
        _node = node;
        _client = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, shown, _, _) => shown!.GetCertHashString() == fingerprint },
        })
        {
            BaseAddress = new Uri($"https://localhost:{node.Port}"),
        };
    }

    /// <summary>The private key of the clients that sign with RSA, PEM.</summary>
    public required string RsaKey { get; init; }

    /// <summary>The private keys of those that sign with ECDSA, PEM, by algorithm.</summary>
    public required IReadOnlyDictionary<string, string> EcKeys { get; init; }

    public string TokenEndpoint => $"https://localhost:{_node.Port}/token";

    /// <summary>What went wrong in it.</summary>
    public string Errors => _node.Errors;

    /// <summary>Why it cannot be started here; null where it can.</summary>
    public static Task<string?> FindMissingAsync() => NodeReceiver.FindMissingAsync();

    /// <param name="authority">Issues its certificate.</param>
    /// <param name="folder">Where it keeps its files.</param>
    /// <param name="lifetime">How long its tokens live.</param>
    public static async Task<OidcIssuer> StartAsync(TestAuthority authority, TestConfiguration folder, TimeSpan lifetime)
    {
        using var certificate = authority.Issue();
        using var rsa = RSA.Create(2048);
        var curves = new[] { ("ES256", "P-256", ECCurve.NamedCurves.nistP256), ("ES384", "P-384", ECCurve.NamedCurves.nistP384), ("ES512", "P-521", ECCurve.NamedCurves.nistP521) };
        var keys = new Dictionary<string, string>();
        var clients = new JsonArray(
            new JsonObject { ["id"] = BasicClient, ["secret"] = ClientSecret, ["method"] = "client_secret_basic" },
            new JsonObject { ["id"] = PostClient, ["secret"] = ClientSecret, ["method"] = "client_secret_post" },
            new JsonObject { ["id"] = PublicClient, ["method"] = "none" });
        foreach (var algorithm in (ReadOnlySpan<string>)["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"])
        {
            clients.Add(new JsonObject { ["id"] = algorithm, ["method"] = "private_key_jwt", ["keys"] = new JsonArray(PublicJwk(rsa)) });
        }

        foreach (var (algorithm, name, curve) in curves)
        {
            using var ec = ECDsa.Create(curve);
            keys.Add(algorithm, ec.ExportPkcs8PrivateKeyPem());
            clients.Add(new JsonObject { ["id"] = algorithm, ["method"] = "private_key_jwt", ["keys"] = new JsonArray(PublicJwk(ec, name)) });
        }

        folder.WriteFile("issuer.pem", certificate.ExportCertificatePem());
        folder.WriteFile("issuer.key", TestAuthority.KeyPemOf(certificate));
        folder.WriteFile("issuer.json", new JsonObject
        {
            ["certificate"] = folder.PathOf("issuer.pem"),
            ["key"] = folder.PathOf("issuer.key"),
            ["lifetime"] = (int)lifetime.TotalSeconds,
            ["clients"] = clients,
            ["bearers"] = new JsonObject { [Bearer] = new JsonArray(PublicJwk(rsa)) },
        }.ToJsonString());
        return new OidcIssuer(await NodeReceiver.StartAsync(folder.PathOf("issuer.json"), "issuer.mjs"), certificate.GetCertHashString())
        {
            RsaKey = rsa.ExportPkcs8PrivateKeyPem(),
            EcKeys = keys,
        };
    }

    /// <summary>How many requests its token endpoint got.</summary>
    public async Task<int> CountRequestsAsync() => int.Parse(await _client.GetStringAsync(new Uri("/asked", UriKind.Relative)), CultureInfo.InvariantCulture);

    /// <summary>Whether a token is one of its own, and good.</summary>
    public async Task<bool> HasIssuedAsync(string token)
    {
        using var answer = await _client.GetAsync(new Uri($"/issued/{Uri.EscapeDataString(token)}", UriKind.Relative));
        return answer.IsSuccessStatusCode;
    }

    public void Dispose()
    {
        _client.Dispose();
        _node.Dispose();
    }

    private static JsonObject PublicJwk(RSA key)
    {
        var parameters = key.ExportParameters(includePrivateParameters: false);
        return new JsonObject { ["kty"] = "RSA", ["kid"] = RsaKeyId, ["n"] = Base64Url.EncodeToString(parameters.Modulus), ["e"] = Base64Url.EncodeToString(parameters.Exponent) };
    }

    private static JsonObject PublicJwk(ECDsa key, string curve)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return new JsonObject { ["kty"] = "EC", ["crv"] = curve, ["kid"] = EcKeyId, ["x"] = Base64Url.EncodeToString(point.X), ["y"] = Base64Url.EncodeToString(point.Y) };
    }
}
