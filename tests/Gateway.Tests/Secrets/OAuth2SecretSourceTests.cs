using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gateway.Tests.Configuration;
using Gateway.Tests.Harness;
using Gateway.Tests.Shared;
using Gateway.Transforms.Secrets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Gateway.Tests.Secrets;

/// <summary><c>Source: oauth2</c>: what a token endpoint is asked, and that whatever it answers is a token that can be used, or a failure in our own words.</summary>
public sealed class OAuth2SecretSourceTests : IAsyncLifetime
{
    private const string Token = "eyJ0b2tlbiI6.czNjcjN0.dG9rZW4-_~+/=";

    private const string ClientSecret = "s3cr3t: of&the=client %+";

    private readonly TestAuthority _authority = new();
    private readonly ManualTimeProvider _clock = new();
    private readonly SourceBench _bench;
    private ReportServer _endpoint = null!;

    public OAuth2SecretSourceTests()
    {
        _bench = new SourceBench { Clock = _clock };
        _bench.Write("ca.pem", _authority.Pem);
        _bench.Environment["CLIENT_SECRET"] = ClientSecret;
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static string Good => $$"""{ "access_token": "{{Token}}", "token_type": "Bearer", "expires_in": 3600 }""";

    public async ValueTask InitializeAsync()
    {
        _endpoint = await ReportServer.StartAsync(_authority.Issue());
        _endpoint.AnswerWith(200, Good, ("Content-Type", "application/json"));
    }

    public async ValueTask DisposeAsync()
    {
        await _endpoint.DisposeAsync();
        _bench.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public async Task Read_ClientCredentialsWithBasic_EncodesBothHalvesAndSendsNoSecretInTheBody()
    {
        using var reading = await ReadAsync("""
            "ClientId": "gateway: one", "ClientSecret": "client", "Scopes": ["reports.read", "reports.write"], "Audience": "https://a/?b=c&d", "Resource": "https://r/"
            """);

        Value(reading).ShouldBe(Token);
        reading.ExpiresAt.ShouldBe(_clock.GetUtcNow().AddHours(1));
        reading.IsExpiryAdvisory.ShouldBeFalse();
        var request = _endpoint.Reports.ShouldHaveSingleItem();
        request.Method.ShouldBe("POST");
        request.Target.ShouldBe("/token");
        request.Headers["Content-Type"].ShouldBe("application/x-www-form-urlencoded");
        request.Headers["Accept"].ShouldBe("application/json");
        request.BodyText.ShouldBe("grant_type=client_credentials&scope=reports.read%20reports.write&audience=https%3A%2F%2Fa%2F%3Fb%3Dc%26d&resource=https%3A%2F%2Fr%2F");
        var credentials = Encoding.ASCII.GetString(Convert.FromBase64String(request.Headers["Authorization"]["Basic ".Length..]));
        credentials.ShouldBe("gateway%3A%20one:s3cr3t%3A%20of%26the%3Dclient%20%25%2B");
    }

    [Fact]
    public async Task Read_ClientCredentialsWithPost_SendsThemInTheBodyAlone()
    {
        using var reading = await ReadAsync(""" "ClientId": "gateway", "ClientAuthentication": "post", "ClientSecret": "client" """);

        Value(reading).ShouldBe(Token);
        var request = _endpoint.Reports.ShouldHaveSingleItem();
        request.Headers.ContainsKey("Authorization").ShouldBeFalse();
        var form = Form(request);
        form["client_id"].ShouldBe("gateway");
        form["client_secret"].ShouldBe(ClientSecret);
    }

    [Fact]
    public async Task Read_ClientSecretThatWasRotated_SendsTheNewOne()
    {
        var source = await FindAsync(""" "ClientId": "gateway", "ClientAuthentication": "post", "ClientSecret": "client" """);
        (await source.ReadAsync(pastCaches: false, Cancellation)).Dispose();

        _bench.Rotate("client", "the next secret");
        (await source.ReadAsync(pastCaches: false, Cancellation)).Dispose();

        _endpoint.Reports.Select(static request => Form(request)["client_secret"]).ShouldBe([ClientSecret, "the next secret"]);
    }

    [Fact]
    public async Task Read_PrivateKeyJwt_SendsAFreshAssertionEachTime()
    {
        using var key = RSA.Create(2048);
        _bench.Environment["KEY"] = key.ExportPkcs8PrivateKeyPem();
        var source = await FindAsync(""" "ClientId": "gateway", "ClientAuthentication": "private-key-jwt", "Key": "key", "KeyId": "k1", "Algorithm": "PS256" """);

        Value(await source.ReadAsync(pastCaches: false, Cancellation)).ShouldBe(Token);
        Value(await source.ReadAsync(pastCaches: false, Cancellation)).ShouldBe(Token);

        var forms = _endpoint.Reports.Select(static request => Form(request)).ToList();
        forms.Count.ShouldBe(2);
        forms.ShouldAllBe(static form => form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" && form["grant_type"] == "client_credentials" && form["client_id"] == "gateway");
        var (header, claims) = Verify(forms[0]["client_assertion"], (data, signature) => key.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pss));
        header.GetRawText().ShouldBe("""{"alg":"PS256","typ":"JWT","kid":"k1"}""");
        claims.GetProperty("iss").GetString().ShouldBe("gateway");
        claims.GetProperty("sub").GetString().ShouldBe("gateway");
        claims.GetProperty("aud").GetString().ShouldBe($"{_endpoint.Address}/token");
        ShouldBeShortLived(claims);
        Verify(forms[1]["client_assertion"], (data, signature) => key.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pss))
            .Claims.GetProperty("jti").GetString().ShouldNotBe(claims.GetProperty("jti").GetString());
    }

    [Fact]
    public async Task Read_JwtBearer_SendsTheAssertionAndProvesNothingElse()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        _bench.Environment["KEY"] = key.ExportPkcs8PrivateKeyPem();

        using var reading = await ReadAsync("""
            "Grant": "jwt-bearer", "Key": "key", "Issuer": "reports@example.com", "Subject": "ada@example.com", "AssertionAudience": "https://idp.example.com/",
            "Claims": { "scope": "reports.write", "nested": { "list": [1, "ü"] } }
            """);

        Value(reading).ShouldBe(Token);
        var request = _endpoint.Reports.ShouldHaveSingleItem();
        request.Headers.ContainsKey("Authorization").ShouldBeFalse();
        var form = Form(request);
        form.Keys.ShouldBe(["grant_type", "assertion"]);
        form["grant_type"].ShouldBe("urn:ietf:params:oauth:grant-type:jwt-bearer");
        var (header, claims) = Verify(form["assertion"], (data, signature) => key.VerifyData(data, signature, HashAlgorithmName.SHA384));
        header.GetRawText().ShouldBe("""{"alg":"ES384","typ":"JWT"}""");
        claims.GetProperty("iss").GetString().ShouldBe("reports@example.com");
        claims.GetProperty("sub").GetString().ShouldBe("ada@example.com");
        claims.GetProperty("aud").GetString().ShouldBe("https://idp.example.com/");
        claims.GetProperty("scope").GetString().ShouldBe("reports.write");
        claims.GetProperty("nested").GetProperty("list")[1].GetString().ShouldBe("ü");
        ShouldBeShortLived(claims);
    }

    [Fact]
    public async Task Read_JwtBearerWithPrivateKeyJwt_SendsTwoAssertionsThatAreNotTheSame()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _bench.Environment["KEY"] = key.ExportPkcs8PrivateKeyPem();

        using var reading = await ReadAsync(""" "Grant": "jwt-bearer", "ClientAuthentication": "private-key-jwt", "ClientId": "gateway", "Key": "key", "Subject": "ada", "Claims": { "x": true } """);

        Value(reading).ShouldBe(Token);
        var form = Form(_endpoint.Reports.ShouldHaveSingleItem());
        var grant = Verify(form["assertion"], (data, signature) => key.VerifyData(data, signature, HashAlgorithmName.SHA256)).Claims;
        var client = Verify(form["client_assertion"], (data, signature) => key.VerifyData(data, signature, HashAlgorithmName.SHA256)).Claims;
        grant.GetProperty("sub").GetString().ShouldBe("ada");
        grant.GetProperty("x").GetBoolean().ShouldBeTrue();
        client.GetProperty("sub").GetString().ShouldBe("gateway");
        client.TryGetProperty("x", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData(""" "expires_in": 60 """, 60L)]
    [InlineData(""" "expires_in": "60" """, 60L)]
    [InlineData(""" "expires_in": 60.9 """, 60L)]
    [InlineData(""" "expires_in": 6e1 """, 60L)]
    [InlineData(""" "expires_in": 9223372036854775807 """, 10L * 365 * 24 * 3600)]
    [InlineData(""" "scope": "x" """, null)]
    public async Task Read_Lifetime_CountsFromWhenItWasAskedFor(string member, long? seconds)
    {
        var asked = _clock.GetUtcNow();
        _endpoint.Answer = context =>
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            return context.Response.WriteAsync($$"""{ "access_token": "{{Token}}", "token_type": "bEARER", {{member}} }""");
        };

        using var reading = await ReadAsync(""" "ClientId": "gateway", "ClientSecret": "client" """);

        Value(reading).ShouldBe(Token);
        reading.ExpiresAt.ShouldBe(seconds is { } life ? asked.AddSeconds(life) : null);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense canary-of-the-issuer")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{ "access_token": "x", "token_type": "Bearer" """)]
    [InlineData("""{ "access_token": "x", "token_type": "Bearer" } canary-of-the-issuer""")]
    [InlineData("""{ "access_token": "x" }""")]
    [InlineData("""{ "access_token": "x", "token_type": "DPoP" }""")]
    [InlineData("""{ "access_token": "x", "token_type": ["Bearer"] }""")]
    [InlineData("""{ "token_type": "Bearer" }""")]
    [InlineData("""{ "access_token": "", "token_type": "Bearer" }""")]
    [InlineData("""{ "access_token": 1, "token_type": "Bearer" }""")]
    [InlineData("""{ "access_token": { "canary-of-the-issuer": 1 }, "token_type": "Bearer" }""")]
    [InlineData("""{ "access_token": "x", "access_token": "canary-of-the-issuer", "token_type": "Bearer" }""")]
    [InlineData("""{ "access_token": "x\r\nX-Canary-Of-The-Issuer: 1", "token_type": "Bearer" }""")]
    [InlineData("""{ "access_token": "x y", "token_type": "Bearer" }""")]
    [InlineData("""{ "access_token": "ü", "token_type": "Bearer" }""")]
    [InlineData("""{ "access_token": "\ud800", "token_type": "Bearer" }""")]
    [InlineData("""{ "access_token": "x", "token_type": "Bearer", "expires_in": 0 }""")]
    [InlineData("""{ "access_token": "x", "token_type": "Bearer", "expires_in": -1 }""")]
    [InlineData("""{ "access_token": "x", "token_type": "Bearer", "expires_in": 0.5 }""")]
    [InlineData("""{ "access_token": "x", "token_type": "Bearer", "expires_in": "soon, canary-of-the-issuer" }""")]
    [InlineData("""{ "access_token": "x", "token_type": "Bearer", "expires_in": null }""")]
    [InlineData("""{ "access_token": "x", "token_type": "Bearer", "expires_in": 99999999999999999999 }""")]
    [InlineData("""{ "access_token": "x", "token_type": "Bearer", "expires_in": 60, "expires_in": 999999 }""")]
    public async Task Read_AnswerThatIsNoToken_IsBrokenAndNotRepeated(string answer)
    {
        _endpoint.AnswerWith(200, answer);

        using var reading = await ReadAsync(""" "ClientId": "gateway", "ClientSecret": "client" """);

        reading.Raw.Length.ShouldBe(0);
        reading.IsAbsent.ShouldBeFalse();
        ShouldBeOurWords(reading);
    }

    [Theory]
    [InlineData(401, """{ "error": "invalid_client", "error_description": "canary-of-the-issuer" }""", "the token endpoint refuses with invalid_client: ")]
    [InlineData(400, """{ "error": "invalid_grant" }""", "the token endpoint refuses with invalid_grant: ")]
    [InlineData(400, """{ "error": "invalid_request" }""", "the token endpoint refuses with invalid_request: ")]
    [InlineData(400, """{ "error": "invalid_scope" }""", "the token endpoint refuses with invalid_scope: ")]
    [InlineData(400, """{ "error": "unauthorized_client" }""", "the token endpoint refuses with unauthorized_client: ")]
    [InlineData(400, """{ "error": "unsupported_grant_type" }""", "the token endpoint refuses with unsupported_grant_type: ")]
    [InlineData(400, """{ "error": "invalid_target" }""", "the token endpoint refuses with invalid_target: ")]
    [InlineData(400, """{ "error": "canary-of-the-issuer" }""", "the token endpoint answered 400")]
    [InlineData(404, """{ "error": "invalid_request", "error_description": "canary-of-the-issuer" }""", "the token endpoint answered 404: it is not at this address")]
    [InlineData(400, """{ "error": { "invalid_client": 1 } }""", "the token endpoint answered 400")]
    [InlineData(403, "canary-of-the-issuer", "the token endpoint answered 403")]
    [InlineData(500, """{ "access_token": "x", "token_type": "Bearer" }""", "the token endpoint answered 500")]
    [InlineData(201, """{ "access_token": "x", "token_type": "Bearer" }""", "the token endpoint answered 201")]
    public async Task Read_Refusal_IsNamedByTheListAndByNothingElse(int status, string answer, string reason)
    {
        _endpoint.AnswerWith(status, answer, ("Retry-After", "7"));

        using var reading = await ReadAsync(""" "ClientId": "gateway", "ClientSecret": "client" """);

        reading.IsAbsent.ShouldBeTrue();
        reading.Failure.ShouldNotBeNull().ShouldStartWith(reason);
        reading.RetryAfter.ShouldBe(TimeSpan.FromSeconds(7));
        ShouldBeOurWords(reading);
    }

    [Theory]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Read_Redirect_IsNotFollowed(int status)
    {
        await using var other = await ReportServer.StartAsync(_authority.Issue());
        _endpoint.AnswerWith(status, Good, ("Location", $"{other.Address}/token"));

        using var reading = await ReadAsync(""" "ClientId": "gateway", "ClientSecret": "client" """);

        reading.Failure.ShouldBe($"the token endpoint answered {status}: it leads elsewhere, where our credentials do not follow");
        other.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task Read_EndpointThatDoesNotAnswer_IsGivenUpAfterTheTimeout()
    {
        var arrived = new TaskCompletionSource();
        _endpoint.Answer = async context =>
        {
            arrived.SetResult();
            var hungUp = new TaskCompletionSource();
            using var registration = context.RequestAborted.Register(hungUp.SetResult);
            await hungUp.Task;
        };

        var reading = ReadAsync(""" "ClientId": "gateway", "ClientSecret": "client", "Timeout": "3s" """);
        await arrived.Task;
        _clock.Advance(TimeSpan.FromSeconds(3));

        using var result = await reading;
        result.IsAbsent.ShouldBeTrue();
        result.Failure.ShouldBe($"{_endpoint.Address} did not answer within 3s");
    }

    [Fact]
    public async Task Read_AnswerWithoutEnd_IsGivenUp()
    {
        _endpoint.Answer = static async context =>
        {
            var chunk = Encoding.ASCII.GetBytes(new string(' ', 64 * 1024));
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(chunk);
            }
        };

        using var reading = await ReadAsync(""" "ClientId": "gateway", "ClientSecret": "client" """);

        reading.Failure.ShouldBe($"{_endpoint.Address} answered with more than 1048576 bytes");
    }

    [Fact]
    public async Task Read_AnswerThatBreaksOff_IsAbsent()
    {
        await using var server = new RawUpstream(_authority.Issue(), $"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{Good}");

        using var reading = await ReadAsync(""" "ClientId": "gateway", "ClientSecret": "client" """, server.Address);

        reading.IsAbsent.ShouldBeTrue();
        ShouldBeOurWords(reading);
    }

    [Fact]
    public async Task Read_EndpointWithTheWrongCertificate_GetsNoCredentials()
    {
        using var stranger = new TestAuthority("CN=Somebody else");
        await using var server = new RawUpstream(stranger.Issue());

        using var reading = await ReadAsync(""" "ClientId": "gateway", "ClientSecret": "client" """, server.Address);

        reading.IsAbsent.ShouldBeTrue();
        reading.Failure.ShouldBe($"{server.Address} cannot be asked (tls-incomplete-chain)");
        server.Requests.ShouldBe(0);
    }

    [Fact]
    public async Task Read_NobodyThere_IsAbsent()
    {
        using var reading = await ReadAsync(""" "ClientId": "gateway", "ClientSecret": "client" """, "https://localhost:1");

        reading.IsAbsent.ShouldBeTrue();
        reading.Failure.ShouldBe("https://localhost:1 cannot be asked (connect)");
    }

    [Theory]
    [InlineData("not a key at all: canary-of-the-key", null, "signing takes a private RSA or EC key, not ")]
    [InlineData("public", null, "signing takes the private key, not a public EC key on P-256")]
    [InlineData("private", "RS256", "RS256 takes a private RSA key, not a private EC key on P-256")]
    [InlineData("private", "ES384", "ES384 takes a private EC key on P-384, not a private EC key on P-256")]
    public async Task Read_KeyThatCannotSign_IsBrokenAndNothingIsSent(string key, string? algorithm, string reason)
    {
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _bench.Environment["KEY"] = key switch { "public" => ec.ExportSubjectPublicKeyInfoPem(), "private" => ec.ExportPkcs8PrivateKeyPem(), _ => key };

        using var reading = await ReadAsync($$""" "ClientId": "gateway", "ClientAuthentication": "private-key-jwt", "Key": "key"{{(algorithm is null ? "" : $", \"Algorithm\": \"{algorithm}\"")}} """);

        reading.IsAbsent.ShouldBeFalse();
        reading.Failure.ShouldNotBeNull().ShouldStartWith($"the secret key, with which it is asked for, cannot sign: {reason}");
        ShouldBeOurWords(reading);
        _endpoint.Connections.ShouldBe(0);
    }

    [Theory]
    [InlineData("basic", "CLIENT_SECRET", "client")]
    [InlineData("post", "CLIENT_SECRET", "client")]
    [InlineData("private-key-jwt", "KEY", "key")]
    public async Task Load_SecretThatItIsAskedWithIsMissing_NamesIt(string authentication, string variable, string secret)
    {
        using var bench = new ConfigurationBench();
        bench.Environment["CLIENT_SECRET"] = ClientSecret;
        bench.Environment["KEY"] = "x";
        bench.Environment.Remove(variable);
        var key = authentication == "private-key-jwt" ? "Key" : "ClientSecret";

        var result = await bench.LoadAsync($$"""
            {
              "Secrets": {
                "client": { "Source": "env", "Name": "CLIENT_SECRET" },
                "key": { "Source": "env", "Name": "KEY" },
                "token": { "Source": "oauth2", "TokenEndpoint": "{{_endpoint.Address}}/token", "ClientId": "gateway", "ClientAuthentication": "{{authentication}}", "{{key}}": "{{secret}}" }
              },
              "Upstreams": { "u": { "Addresses": ["https://reports.example.com"] } },
              "Routes": { "r": { "Match": { "Path": "/r" }, "Upstream": "u" } }
            }
            """);

        ConfigurationBench.Errors(result).Single(static error => error.Path == "Secrets.token").Message.ShouldContain($"the secret {secret}, with which it is asked for, is not there");
        _endpoint.Connections.ShouldBe(0);
    }

    [Theory]
    [InlineData(""" "ClientId": "g", "ClientSecret": "client" """, "TokenEndpoint", "an address is required")]
    [InlineData(""" "TokenEndpoint": "http://idp.example.com/token", "ClientId": "g", "ClientSecret": "client" """, "TokenEndpoint", "http:// would send secrets in the clear")]
    [InlineData(""" "TokenEndpoint": "idp", "ClientId": "g", "ClientSecret": "client" """, "TokenEndpoint", "expected an address")]
    [InlineData(""" "TokenEndpoint": "https://idp/token", "ClientSecret": "client" """, "ClientId", "this key is required")]
    [InlineData(""" "TokenEndpoint": "https://idp/token", "ClientId": "g" """, "ClientSecret", "a string that is not empty is required")]
    [InlineData(""" "TokenEndpoint": "https://idp/token", "ClientId": "g", "ClientSecret": "hunter2" """, "ClientSecret", "there is no secret of this name")]
    [InlineData(""" "TokenEndpoint": "https://idp/token", "ClientId": "g", "ClientAuthentication": "none" """, "ClientAuthentication", "nothing else says who asks")]
    [InlineData(""" "TokenEndpoint": "https://idp/token", "ClientId": "g", "ClientAuthentication": "private-key-jwt" """, "Key", "a string that is not empty is required")]
    [InlineData(""" "TokenEndpoint": "https://idp/token", "ClientId": "g", "ClientAuthentication": "private-key-jwt", "Key": "key", "ClientSecret": "client" """, "ClientSecret", "does not prove itself with a secret here")]
    [InlineData(""" "TokenEndpoint": "https://idp/token", "ClientId": "g", "ClientAuthentication": "private-key-jwt", "Key": "key", "Algorithm": "none" """, "Algorithm", "expected one of RS256")]
    [InlineData(""" "TokenEndpoint": "https://idp/token", "ClientId": "g", "ClientSecret": "client", "Key": "key" """, "Key", "nothing is signed here")]
    [InlineData(""" "TokenEndpoint": "https://idp/token", "ClientId": "g", "ClientSecret": "client", "AssertionAudience": "x" """, "AssertionAudience", "nothing is signed here")]
    [InlineData(""" "TokenEndpoint": "https://idp/token", "ClientId": "g", "ClientSecret": "client", "Issuer": "x" """, "Issuer", "this is of the assertion of the grant jwt-bearer")]
    [InlineData(""" "TokenEndpoint": "https://idp/token", "ClientId": "g", "ClientSecret": "client", "Claims": { "x": 1 } """, "Claims", "this is of the assertion of the grant jwt-bearer")]
    [InlineData(""" "TokenEndpoint": "https://idp/token", "Grant": "jwt-bearer", "Key": "key" """, "Issuer", "this key, or ClientId, is required")]
    [InlineData(""" "TokenEndpoint": "https://idp/token", "Grant": "jwt-bearer", "Key": "key", "Issuer": "x", "Claims": { "exp": 99999999999 } """, "Claims", "'exp' cannot be set here")]
    [InlineData(""" "TokenEndpoint": "https://idp/token", "Grant": "jwt-bearer", "Key": "key", "Issuer": "x", "Claims": ["scope"] """, "Claims", "expected an object with claims")]
    [InlineData(""" "TokenEndpoint": "https://idp/token", "Grant": "jwt-bearer", "Key": "key", "Issuer": "x", "Claims": { } """, "Claims", "expected an object with claims")]
    [InlineData(""" "TokenEndpoint": "https://idp/token", "Grant": "password", "ClientId": "g", "ClientSecret": "client" """, "Grant", "expected one of client-credentials, jwt-bearer")]
    [InlineData(""" "TokenEndpoint": "https://idp/token", "ClientId": "g", "ClientSecret": "client", "Scopes": ["a b"] """, "Scopes[0]", "a scope has no spaces")]
    [InlineData(""" "TokenEndpoint": "https://idp/token", "ClientId": "g", "ClientSecret": "client", "Scopes": [] """, "Scopes", "a list without scopes")]
    [InlineData(""" "TokenEndpoint": "https://idp/token", "ClientId": "g", "ClientSecret": "client", "Resource": "reports" """, "Resource", "expected an absolute URI")]
    [InlineData(""" "TokenEndpoint": "https://idp/token", "ClientId": "g", "ClientSecret": "client", "Resource": "https://r/#x" """, "Resource", "expected an absolute URI without a fragment")]
    [InlineData(""" "TokenEndpoint": "https://idp/token", "ClientId": "g", "ClientSecret": "client", "Timeout": "1m" """, "Timeout", "at most 30s")]
    [InlineData(""" "TokenEndpoint": "https://idp/token", "ClientId": "g", "ClientSecret": "client", "Scope": "x" """, "Scope", "unknown key; did you mean 'Scopes'?")]
    [InlineData(""" "TokenEndpoint": "https://idp/token", "ClientId": "g", "ClientSecret": "token" """, "", "in a circle")]
    public void Configuration_Mistake_IsOneErrorAtItsKey(string keys, string key, string message)
    {
        var refusals = _bench.Refusals($$"""
            {
              "Secrets": {
                "client": { "Source": "env", "Name": "CLIENT_SECRET" }, "key": { "Source": "env", "Name": "KEY" },
                "token": { "Source": "oauth2", {{keys}} }
              },
              "Routes": { }
            }
            """);

        var refusal = refusals.ShouldHaveSingleItem();
        refusal.ShouldStartWith(key.Length == 0 ? "Secrets.token: " : $"Secrets.token.{key}: ");
        refusal.ShouldContain(message);
        refusal.ShouldNotContain("hunter2");
    }

    [Fact]
    public void Page_EveryExample_HasNoMistake()
    {
        var examples = SecretPage.Configurations("oauth2");

        examples.Count.ShouldBe(3);
        examples.ShouldAllBe(example => _bench.Refusals(example).Count == 0);
    }

    [Fact]
    public async Task Page_FirstExample_GetsAToken()
    {
        _bench.Write("client_secret", $"{ClientSecret}\n");
        var example = SecretPage.Configurations("oauth2")[0]
            .Replace("/run/secrets/client_secret", "client_secret", StringComparison.Ordinal)
            .Replace("https://idp.example.com/oauth2/token", $"{_endpoint.Address}/oauth2/token", StringComparison.Ordinal)
            .Replace("\"ClientId\"", "\"Tls\": { \"Authorities\": \"ca.pem\" }, \"ClientId\"", StringComparison.Ordinal);
        var source = await _bench.FindAsync(example, "reportsToken");

        using var reading = await source.ReadAsync(pastCaches: false, Cancellation);

        Value(reading).ShouldBe(Token);
        var request = _endpoint.Reports.ShouldHaveSingleItem();
        request.Target.ShouldBe("/oauth2/token");
        request.BodyText.ShouldBe("grant_type=client_credentials&scope=reports.write");
    }

    private static Dictionary<string, string> Form(ReceivedReport request) =>
        new FormReader(request.BodyText).ReadForm().ToDictionary(static field => field.Key, static field => field.Value.ShouldHaveSingleItem().ShouldNotBeNull());

    private static (JsonElement Header, JsonElement Claims) Verify(string assertion, Func<byte[], byte[], bool> verify)
    {
        var parts = assertion.Split('.');
        parts.Length.ShouldBe(3);
        verify(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2])).ShouldBeTrue();
        return (Json(parts[0]), Json(parts[1]));

        static JsonElement Json(string part) => JsonDocument.Parse(Base64Url.DecodeFromChars(part)).RootElement;
    }

    private void ShouldBeShortLived(JsonElement claims)
    {
        var now = _clock.GetUtcNow().ToUnixTimeSeconds();
        claims.GetProperty("iat").GetInt64().ShouldBe(now);
        claims.GetProperty("nbf").GetInt64().ShouldBeInRange(now - 60, now);
        claims.GetProperty("exp").GetInt64().ShouldBeInRange(now + 30, now + 300);
        claims.GetProperty("jti").GetString().ShouldNotBeNull().Length.ShouldBeGreaterThanOrEqualTo(22);
    }

    private static string Value(SecretReading reading)
    {
        reading.Failure.ShouldBeNull();
        return Encoding.UTF8.GetString(reading.Raw);
    }

    private static void ShouldBeOurWords(SecretReading reading)
    {
        reading.Failure.ShouldNotBeNull().ShouldNotContain("canary", Case.Insensitive);
        reading.Failure.ShouldNotContain(ClientSecret);
    }

    [Fact]
    public async Task Read_OfAnEndpointByItsIPv6Address_AsksIt()
    {
        Assert.SkipUnless(System.Net.Sockets.Socket.OSSupportsIPv6, "this machine has no IPv6");
        await using var endpoint = await ReportServer.StartAsync(_authority.Issue("::1"), at: IPAddress.IPv6Loopback);
        endpoint.AnswerWith(200, Good, ("Content-Type", "application/json"));

        using var reading = await ReadAsync(""" "ClientId": "c", "ClientSecret": "client" """, $"https://[::1]:{endpoint.Port}");

        Value(reading).ShouldBe(Token);
    }

    private async Task<SecretReading> ReadAsync(string keys, string? address = null) =>
        await (await FindAsync(keys, address)).ReadAsync(pastCaches: false, Cancellation);

    private Task<ISecretSource> FindAsync(string keys, string? address = null) => _bench.FindAsync(
        $$"""
        {
          "Secrets": {
            "client": { "Source": "env", "Name": "CLIENT_SECRET" }, "key": { "Source": "env", "Name": "KEY" },
            "token": { "Source": "oauth2", "TokenEndpoint": "{{address ?? _endpoint.Address}}/token", "Tls": { "Authorities": "ca.pem" }, {{keys}} }
          },
          "Routes": { }
        }
        """,
        "token");
}
