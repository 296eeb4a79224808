using System.Net;
using System.Text;
using Gateway.Tests.Harness;
using Gateway.Tests.Secrets;
using Gateway.Transforms.Secrets;

namespace Gateway.Tests.Interop;

/// <summary>The npm package <c>oidc-provider</c> issues tokens to the gateway, whichever way it proves itself, and what is injected is such a token.</summary>
public sealed class OidcIssuerTests : IClassFixture<IssuerFixture>, IDisposable
{
    private readonly IssuerFixture _fixture;
    private readonly SourceBench _bench = new();

    public OidcIssuerTests(IssuerFixture fixture)
    {
        _fixture = fixture;
        _bench.Write("ca.pem", fixture.Authority.Pem);
        _bench.Environment["CLIENT_SECRET"] = OidcIssuer.ClientSecret;
        _bench.Environment["WRONG_SECRET"] = "wrong";
        _bench.Environment["RSA_KEY"] = Issuer.RsaKey;
        foreach (var (algorithm, key) in Issuer.EcKeys)
        {
            _bench.Environment[algorithm] = key;
        }
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private OidcIssuer Issuer => _fixture.Issuer;

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData(OidcIssuer.BasicClient, """ "ClientAuthentication": "basic", "ClientSecret": "client" """)]
    [InlineData(OidcIssuer.PostClient, """ "ClientAuthentication": "post", "ClientSecret": "client" """)]
    [InlineData("RS256", """ "ClientAuthentication": "private-key-jwt", "Key": "rsa" """)]
    [InlineData("RS384", """ "ClientAuthentication": "private-key-jwt", "Key": "rsa", "Algorithm": "RS384", "KeyId": "rsa-2026" """)]
    [InlineData("RS512", """ "ClientAuthentication": "private-key-jwt", "Key": "rsa", "Algorithm": "RS512" """)]
    [InlineData("PS256", """ "ClientAuthentication": "private-key-jwt", "Key": "rsa", "Algorithm": "PS256" """)]
    [InlineData("PS384", """ "ClientAuthentication": "private-key-jwt", "Key": "rsa", "Algorithm": "PS384" """)]
    [InlineData("PS512", """ "ClientAuthentication": "private-key-jwt", "Key": "rsa", "Algorithm": "PS512" """)]
    [InlineData("ES256", """ "ClientAuthentication": "private-key-jwt", "Key": "ES256", "KeyId": "ec-2026" """)]
    [InlineData("ES384", """ "ClientAuthentication": "private-key-jwt", "Key": "ES384" """)]
    [InlineData("ES512", """ "ClientAuthentication": "private-key-jwt", "Key": "ES512" """)]
    [InlineData(OidcIssuer.PublicClient, """ "Grant": "jwt-bearer", "Key": "rsa", "Issuer": "reports@example.com" """)]
    [InlineData(OidcIssuer.BasicClient, """ "Grant": "jwt-bearer", "Key": "rsa", "Issuer": "reports@example.com", "Subject": "ada", "ClientAuthentication": "basic", "ClientSecret": "client" """)]
    [InlineData("PS256", """ "Grant": "jwt-bearer", "Key": "rsa", "Algorithm": "PS256", "Issuer": "reports@example.com", "ClientAuthentication": "private-key-jwt" """)]
    public async Task Token_WhicheverWayTheClientProvesItself_IsIssued(string client, string keys)
    {
        var began = TimeProvider.System.GetUtcNow();

        using var reading = await ReadAsync(client, $"{keys}, \"Scopes\": [\"reports.write\"]");

        reading.Failure.ShouldBeNull(Issuer.Errors);
        (await Issuer.HasIssuedAsync(Encoding.ASCII.GetString(reading.Raw))).ShouldBeTrue();
        reading.ExpiresAt.ShouldNotBeNull().ShouldBe(began + IssuerFixture.Lifetime, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Token_ForAResource_IsIssuedWhereTheIssuerKnowsIt()
    {
        using var known = await ReadAsync(OidcIssuer.PostClient, """ "ClientAuthentication": "post", "ClientSecret": "client", "Resource": "https://reports.example.com/" """);
        using var unknown = await ReadAsync(OidcIssuer.PostClient, """ "ClientAuthentication": "post", "ClientSecret": "client", "Resource": "https://other.example.com/" """);

        known.Failure.ShouldBeNull(Issuer.Errors);
        unknown.Failure.ShouldNotBeNull().ShouldStartWith("the token endpoint refuses with invalid_target: ");
    }

    [Theory]
    [InlineData(OidcIssuer.PostClient, """ "ClientAuthentication": "post", "ClientSecret": "wrong" """, "invalid_client")]
    [InlineData(OidcIssuer.BasicClient, """ "ClientAuthentication": "basic", "ClientSecret": "wrong" """, "invalid_client")]
    [InlineData("RS256", """ "ClientAuthentication": "private-key-jwt", "Key": "ES256" """, "invalid_client")]
    [InlineData("ES256", """ "ClientAuthentication": "private-key-jwt", "Key": "ES256", "AssertionAudience": "https://another.example.com" """, "invalid_client")]
    [InlineData(OidcIssuer.PublicClient, """ "Grant": "jwt-bearer", "Key": "ES256", "Issuer": "reports@example.com" """, "invalid_grant")]
    [InlineData(OidcIssuer.PublicClient, """ "Grant": "jwt-bearer", "Key": "rsa", "Issuer": "somebody@example.com" """, "invalid_grant")]
    public async Task Token_ForWhoCannotProveItself_IsRefusedByName(string client, string keys, string code)
    {
        using var reading = await ReadAsync(client, keys);

        reading.IsAbsent.ShouldBeTrue();
        reading.Failure.ShouldNotBeNull().ShouldStartWith($"the token endpoint refuses with {code}: ");
    }

    [Fact]
    public async Task Report_WithTheTokenInjected_ArrivesWithItAfterOneRequestToTheIssuer()
    {
        await using var upstream = await ReportServer.StartAsync(_fixture.Authority.Issue());
        using var configuration = _fixture.Configure(upstream);
        var before = await Issuer.CountRequestsAsync();
        await using var gateway = await RunningGateway.StartAsync(configuration);

        for (var i = 0; i < 5; i++)
        {
            using var answer = await gateway.PostAsync("""{"email":"ada@example.com","reason":"No answer since the second interview.","date":"2024-03-26"}""");
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, gateway.Log.Text);
        }

        var token = upstream.Reports.Select(static report => report.Headers["Authorization"]).Distinct().ShouldHaveSingleItem();
        token.ShouldStartWith("Bearer ");
        (await Issuer.HasIssuedAsync(token["Bearer ".Length..])).ShouldBeTrue();
        (await Issuer.CountRequestsAsync() - before).ShouldBe(1);
        gateway.Log.Text.ShouldNotContain(token["Bearer ".Length..]);
    }

    private async Task<SecretReading> ReadAsync(string client, string keys)
    {
        var source = await _bench.FindAsync(
            $$"""
            {
              "Secrets": {
                "client": { "Source": "env", "Name": "CLIENT_SECRET" }, "wrong": { "Source": "env", "Name": "WRONG_SECRET" }, "rsa": { "Source": "env", "Name": "RSA_KEY" },
                "ES256": { "Source": "env", "Name": "ES256" }, "ES384": { "Source": "env", "Name": "ES384" }, "ES512": { "Source": "env", "Name": "ES512" },
                "token": { "Source": "oauth2", "TokenEndpoint": "{{Issuer.TokenEndpoint}}", "Tls": { "Authorities": "ca.pem" }, "ClientId": "{{client}}", {{keys}} }
              },
              "Routes": { }
            }
            """,
            "token");
        return await source.ReadAsync(pastCaches: false, Cancellation);
    }
}
