using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Gateway.Transforms.Secrets;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Secrets;

/// <summary><c>Source: azure-key-vault</c>: the vendor's own client, under our policy and our bounds, and nothing of what servers say in our words.</summary>
public sealed class AzureKeyVaultSecretSourceTests : IAsyncLifetime
{
    private const string Secret = "s3cr3t-of-the-vault-ü";

    private readonly TestAuthority _authority = new();
    private readonly SourceBench _bench = new();
    private KeyVaultServer _azure = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _azure = await KeyVaultServer.StartAsync(_authority);
        _azure.Put("pay-key", Secret);
        _bench.Write("ca.pem", _authority.Pem);
        _bench.Environment["CLIENT_SECRET"] = "client-s3cr3t-1";
    }

    [Fact]
    public async Task Read_WithAClientSecret_AnswersTheChallengeAndHasTheValue()
    {
        var attributes = _azure.Secrets["pay-key"]["attributes"]!;
        attributes["exp"] = 1_700_000_005;
        attributes["nbf"] = 1_700_000_000;

        using var reading = await ReadAsync();

        Value(reading).ShouldBe(Secret);
        reading.ExpiresAt.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(1_700_000_005));
        reading.IsExpiryAdvisory.ShouldBeTrue();
        reading.ChangedAt.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(1_700_000_001));
        var asked = _azure.AuthorityHost.Reports.ShouldHaveSingleItem();
        asked.Target.ShouldStartWith($"/{KeyVaultServer.TenantId}/oauth2/v2.0/token");
        asked.BodyText.ShouldContain($"client_id={KeyVaultServer.ClientId}");
        asked.BodyText.ShouldContain("client_secret=client-s3cr3t-1");
        asked.BodyText.ShouldContain("scope=https%3A%2F%2Fvault.azure.net%2F.default");
        _azure.Vault.Reports.Last().Target.ShouldStartWith("/secrets/pay-key?api-version=");
        _azure.Vault.Reports.Last().Headers["Authorization"].ShouldBe("Bearer token-1");
    }

    [Fact]
    public async Task Read_AgainAndAtOnce_ThroughOneStore_TakesOneToken()
    {
        _azure.Put("other-key", "other");
        var configuration = JsonNode.Parse(_azure.Configure())!;
        configuration["Secrets"]!["other"] = JsonNode.Parse("""{ "Source": "azure-key-vault", "Secret": "other-key" }""");
        var source = await _bench.FindAsync(configuration.ToJsonString(), "pay");

        for (var i = 0; i < 3; i++)
        {
            using var reading = await source.ReadAsync(pastCaches: true, Cancellation);
            Value(reading).ShouldBe(Secret);
        }

        _azure.Tokens.ShouldBe(1);
    }

    [Fact]
    public async Task Read_OfAVersion_AsksForIt()
    {
        _azure.Secrets["pay-key/aaaa"] = JsonNode.Parse("""{ "value": "old", "id": "https://kv.vault.azure.net/secrets/pay-key/aaaa", "attributes": { "enabled": true } }""")!.AsObject();

        using var reading = await ReadAsync(_azure.Configure(secret: """, "Version": "aaaa" """));

        Value(reading).ShouldBe("old");
    }

    [Fact]
    public async Task Read_AfterTheClientSecretWasReplaced_ProvesItselfWithTheNewOne()
    {
        _azure.Accepts = static form => form["client_secret"] == "client-s3cr3t-2";
        var source = await _bench.FindAsync(_azure.Configure(), "pay");
        using (var refused = await source.ReadAsync(pastCaches: false, Cancellation))
        {
            refused.Failure.ShouldNotBeNull().ShouldStartWith($"{_azure.AuthorityHost.Address} does not accept the proof of who we are");
            refused.Failure.ShouldNotContain("s3cr3t");
            refused.IsAbsent.ShouldBeTrue();
        }

        _bench.Rotate("ours", "client-s3cr3t-2");

        using var reading = await source.ReadAsync(pastCaches: false, Cancellation);
        Value(reading).ShouldBe(Secret);
    }

    [Fact]
    public async Task Read_WithAWorkloadIdentity_ExchangesTheTokenInTheFile()
    {
        _bench.Write("token", "kubernetes-token");
        _bench.Environment["AZURE_FEDERATED_TOKEN_FILE"] = _bench.PathOf("token");
        _azure.Accepts = static form => form["client_assertion"] == "kubernetes-token" && form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

        using var reading = await ReadAsync(_azure.Configure(""" "Kind": "workload-identity" """));

        Value(reading).ShouldBe(Secret);
    }

    [Fact]
    public async Task Read_WithAWorkloadIdentityFromTheEnvironmentAlone_IsTheSame()
    {
        _bench.Write("token", "kubernetes-token");
        _bench.Environment["AZURE_FEDERATED_TOKEN_FILE"] = _bench.PathOf("token");
        _bench.Environment["AZURE_TENANT_ID"] = KeyVaultServer.TenantId;
        _bench.Environment["AZURE_CLIENT_ID"] = KeyVaultServer.ClientId;
        _bench.Environment["AZURE_AUTHORITY_HOST"] = $"{_azure.AuthorityHost.Address}/";

        using var reading = await ReadAsync($$"""
            {
              "SecretStores": { "kv": {
                "Kind": "azure-key-vault", "Url": "{{_azure.Vault.Address}}", "Timeout": "30s", "Tls": { "Authorities": "ca.pem" }, "VerifyChallengeResource": false,
                "Credential": { "Kind": "workload-identity", "Tls": { "Authorities": "ca.pem" } } } },
              "Secrets": { "pay": { "Source": "azure-key-vault", "Secret": "pay-key" } }
            }
            """);

        Value(reading).ShouldBe(Secret);
    }

    [Theory]
    [InlineData("AZURE_TENANT_ID", "there is neither TenantId under Credential nor the environment variable AZURE_TENANT_ID")]
    [InlineData("AZURE_CLIENT_ID", "there is neither ClientId under Credential nor the environment variable AZURE_CLIENT_ID")]
    [InlineData("AZURE_FEDERATED_TOKEN_FILE", "there is neither TokenFile under Credential nor the environment variable AZURE_FEDERATED_TOKEN_FILE")]
    public async Task Read_WhereTheEnvironmentLacksSomething_NamesIt(string variable, string words)
    {
        foreach (var name in new[] { "AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_FEDERATED_TOKEN_FILE" }.Except([variable]))
        {
            _bench.Environment[name] = "x";
        }

        using var reading = await ReadAsync(
            """
            {
              "SecretStores": { "kv": { "Kind": "azure-key-vault", "Url": "https://localhost:1", "Credential": { "Kind": "workload-identity" } } },
              "Secrets": { "pay": { "Source": "azure-key-vault", "Secret": "pay-key" } }
            }
            """);

        reading.Failure.ShouldBe(words);
        reading.IsAbsent.ShouldBeTrue();
    }

    [Fact]
    public async Task Read_WithAClientCertificate_SignsWithItsKey()
    {
        using var certificate = IssueForAClient();
        _bench.Write("client.pem", $"{certificate.ExportCertificatePem()}\n{TestAuthority.KeyPemOf(certificate)}\n");
        _azure.Accepts = static form => form["client_assertion"].Count(static c => c == '.') == 2;
        var configuration = JsonNode.Parse(_azure.Configure(""" "Kind": "client-certificate", "ClientCertificate": "ours" """))!;
        configuration["Secrets"]!["ours"] = JsonNode.Parse("""{ "Source": "file", "Path": "client.pem" }""");

        using var reading = await ReadAsync(configuration.ToJsonString());

        Value(reading).ShouldBe(Secret);
    }

    [Fact]
    public async Task Read_WithAClientCertificateThatIsNone_SaysSo()
    {
        using var reading = await ReadAsync(_azure.Configure(""" "Kind": "client-certificate", "ClientCertificate": "ours" """));

        reading.Failure.ShouldBe("the secret that proves who we are to Entra ID is not a certificate and its key, in PEM");
    }

    [Theory]
    [InlineData(403, """{"error":{"code":"Forbidden","message":"s3cr3t","innererror":{"code":"SecretDisabled"}}}""", "refuses: the identity may not get this secret")]
    [InlineData(404, """{"error":{"code":"SecretNotFound","message":"s3cr3t"}}""", "has no secret, or no version, of this name")]
    [InlineData(500, "s3cr3t", "answered with status 500")]
    [InlineData(302, "s3cr3t", "answered with status 302")]
    [InlineData(200, "s3cr3t", "answered something that is not understood")]
    [InlineData(200, "", "answered something that is not understood")]
    [InlineData(200, "[]", "answered something that is not understood")]
    [InlineData(200, "{}", "answered something that is not understood")]
    [InlineData(200, """{"value":5,"id":"https://kv.vault.azure.net/secrets/pay-key/a"}""", "answered something that is not understood")]
    [InlineData(200, """{"value":"s3cr3t","id":5}""", "answered something that is not understood")]
    [InlineData(200, """{"value":"s3cr3t","id":"https://kv.vault.azure.net/secrets/pay-key/a","attributes":{"exp":"soon"}}""", "answered something that is not understood")]
    [InlineData(200, """{"value":"s3cr3t","id":"https://kv.vault""", "answered something that is not understood")]
    public async Task Read_VaultThatAnswersOtherwise_SaysWhatItMeansInWordsOfOurs(int status, string body, string words)
    {
        var answer = _azure.Vault.Answer;
        _azure.Vault.Answer = context =>
        {
            if (context.Request.Headers.Authorization.Count == 0)
            {
                return answer(context);
            }

            context.Response.StatusCode = status;
            context.Response.Headers.Location = "https://localhost:1/elsewhere";
            return context.Response.WriteAsync(body);
        };

        using var reading = await ReadAsync();

        reading.Failure.ShouldNotBeNull().ShouldStartWith($"{_azure.Vault.Address} {words}");
        reading.Failure.ShouldNotContain("s3cr3t");
        reading.IsAbsent.ShouldBeTrue();
    }

    [Fact]
    public async Task Read_VaultThatThrottles_TellsHowLong()
    {
        var answer = _azure.Vault.Answer;
        _azure.Vault.Answer = context =>
        {
            if (context.Request.Headers.Authorization.Count == 0)
            {
                return answer(context);
            }

            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            context.Response.Headers.RetryAfter = "17";
            return Task.CompletedTask;
        };

        using var reading = await ReadAsync();

        reading.Failure.ShouldBe($"{_azure.Vault.Address} gives nothing for now: it was asked too often");
        reading.RetryAfter.ShouldBe(TimeSpan.FromSeconds(17));
        _azure.Vault.Reports.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(429, "17", "gives no tokens for now: it was asked too often")]
    [InlineData(503, "17", "answered with status 503 when it was asked for a token")]
    public async Task Read_AuthorityThatThrottlesOrIsDown_TellsHowLong(int status, string wait, string words)
    {
        _azure.AuthorityHost.AnswerWith(status, """{"error":"s3cr3t"}""", ("Retry-After", wait));

        using var reading = await ReadAsync();

        reading.Failure.ShouldBe($"{_azure.AuthorityHost.Address} {words}");
        reading.RetryAfter.ShouldBe(TimeSpan.FromSeconds(double.Parse(wait, CultureInfo.InvariantCulture)));
        _azure.AuthorityHost.Reports.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(400, """{"error":"unauthorized_client","error_description":"s3cr3t"}""", "gives no token (status 400): look at TenantId, ClientId")]
    [InlineData(200, "s3cr3t", "no token was had from")]
    [InlineData(200, """{"access_token":5}""", "no token was had from")]
    [InlineData(302, "s3cr3t", "no token")]
    public async Task Read_AuthorityThatAnswersOtherwise_SaysSo(int status, string body, string words)
    {
        _azure.AuthorityHost.AnswerWith(status, body, ("Location", "https://localhost:1/elsewhere"));

        using var reading = await ReadAsync();

        reading.Failure.ShouldNotBeNull().ShouldContain(words);
        reading.Failure.ShouldNotContain("s3cr3t");
        reading.IsAbsent.ShouldBeTrue();
    }

    [Fact]
    public async Task Read_VaultWithoutEnd_IsBrokenOff()
    {
        _azure.Vault.Answer = static async context =>
        {
            var junk = Encoding.ASCII.GetBytes(new string('x', 64 * 1024));
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(junk, context.RequestAborted);
            }
        };

        using var reading = await ReadAsync();

        reading.Failure.ShouldBe($"{_azure.Vault.Address} cannot be asked (its answer has more than 1MiB)");
    }

    [Fact]
    public async Task Read_VaultThatIsSilent_IsNotWaitedForLonger()
    {
        _azure.Vault.Answer = static context => new TaskCompletionSource().Task.WaitAsync(context.RequestAborted);

        using var reading = await ReadAsync(_azure.Configure(timeout: "300ms"));

        reading.Failure.ShouldBe($"{_azure.Vault.Address} did not answer within 300ms, counting the time for a token");
        reading.IsAbsent.ShouldBeTrue();
    }

    [Fact]
    public async Task Read_Cancelled_Ends()
    {
        using var stop = new CancellationTokenSource();
        _azure.AuthorityHost.Answer = async context =>
        {
            await stop.CancelAsync();
            await new TaskCompletionSource().Task.WaitAsync(context.RequestAborted);
        };
        var source = await _bench.FindAsync(_azure.Configure(), "pay");

        await Should.ThrowAsync<OperationCanceledException>(source.ReadAsync(pastCaches: false, stop.Token).AsTask());
    }

    [Fact]
    public async Task Read_VaultThatCannotProveWhoItIs_GetsNothing()
    {
        using var stranger = new TestAuthority("CN=Stranger");
        _bench.Write("ca.pem", stranger.Pem);

        using var reading = await ReadAsync();

        reading.Failure.ShouldBe($"{_azure.Vault.Address} cannot be asked (tls-incomplete-chain)");
        _azure.Vault.Reports.ShouldBeEmpty();
    }

    [Fact]
    public async Task Read_AuthorityThatCannotProveWhoItIs_GetsNothing()
    {
        using var stranger = new TestAuthority("CN=Stranger");
        _bench.Write("other.pem", stranger.Pem);
        var configuration = JsonNode.Parse(_azure.Configure())!;
        configuration["SecretStores"]!["kv"]!["Credential"]!["Tls"]!["Authorities"] = "other.pem";

        using var reading = await ReadAsync(configuration.ToJsonString());

        reading.Failure.ShouldBe($"{_azure.AuthorityHost.Address} cannot be asked for a token (tls-incomplete-chain)");
        _azure.AuthorityHost.Reports.ShouldBeEmpty();
    }

    [Fact]
    public async Task Read_VaultThatWantsATokenForAnother_GetsNone()
    {
        _azure.Resource = "https://management.azure.com";
        var configuration = JsonNode.Parse(_azure.Configure())!;
        configuration["SecretStores"]!["kv"]!.AsObject().Remove("VerifyChallengeResource");

        using var reading = await ReadAsync(configuration.ToJsonString());

        reading.Failure.ShouldNotBeNull().ShouldContain("wants a token that is not for the domain that it is in");
        _azure.AuthorityHost.Reports.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("http://203.0.113.9/msi/token", true)]
    [InlineData("http://localhost.example/msi/token", true)]
    [InlineData("https://127.0.0.1/msi/token", true)]
    [InlineData("s3cr3t", true)]
    [InlineData("http://localhost:42356/msi/token", false)]
    [InlineData("http://169.254.129.3:8081/msi/token", false)]
    public void Configuration_IdentityEndpoint_IsOneOfThisMachine(string endpoint, bool isRefused)
    {
        _bench.Environment["IDENTITY_ENDPOINT"] = endpoint;

        var refusals = _bench.Refusals("""
            { "SecretStores": { "kv": { "Kind": "azure-key-vault", "Url": "https://kv.vault.azure.net", "Credential": { "Kind": "managed-identity" } } } }
            """);

        refusals.Count.ShouldBe(isRefused ? 1 : 0);
        refusals.ShouldAllBe(static refusal => refusal.StartsWith("SecretStores.kv.Credential.Kind: the environment variable IDENTITY_ENDPOINT", StringComparison.Ordinal)
            && !refusal.Contains("s3cr3t", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Read_OfASecretThatIsDisabled_SaysSo()
    {
        _azure.Secrets["pay-key"]["attributes"]!["enabled"] = false;

        using var reading = await ReadAsync();

        reading.Failure.ShouldBe("the secret is disabled in the key vault");
        reading.IsAbsent.ShouldBeFalse();
    }

    [Fact]
    public async Task Read_OfASecretBeforeItsTime_SaysFromWhenOn()
    {
        _azure.Secrets["pay-key"]["attributes"]!["nbf"] = 32_503_680_000;

        using var reading = await ReadAsync();

        reading.Failure.ShouldBe("the secret is not to be used before 3000-01-01T00:00:00Z, says the key vault");
        reading.IsAbsent.ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{ "Url": "https://kv.vault.azure.net" }""", """{ "Secret": "a" }""", "SecretStores.kv.Credential: a section is required")]
    [InlineData("""{ "Url": "https://kv.vault.azure.net", "Credential": { "ClientId": "a" } }""", """{ "Secret": "a" }""", "SecretStores.kv.Credential.Kind: this key is required")]
    [InlineData("""{ "Url": "https://kv.vault.azure.net", "Credential": { "Kind": "default" } }""", """{ "Secret": "a" }""", "SecretStores.kv.Credential.Kind: expected ")]
    [InlineData("""{ "Credential": { "Kind": "workload-identity" } }""", """{ "Secret": "a" }""", "SecretStores.kv.Url: an address is required")]
    [InlineData("""{ "Url": "http://localhost", "Credential": { "Kind": "workload-identity" } }""", """{ "Secret": "a" }""", "SecretStores.kv.Url: http:// would send tokens in the clear")]
    [InlineData("""{ "Url": "https://kv.vault.azure.net/secrets/s3cr3t", "Credential": { "Kind": "workload-identity" } }""", """{ "Secret": "a" }""", "SecretStores.kv.Url: expected the address of a key vault without a path")]
    [InlineData("""{ "Url": "https://kv.vault.azure.net", "AllowPlaintext": true, "Credential": { "Kind": "workload-identity" } }""", """{ "Secret": "a" }""", "SecretStores.kv.AllowPlaintext: unknown key")]
    [InlineData("""{ "Url": "https://kv.vault.azure.net", "Credential": { "Kind": "workload-identity", "ClientSecret": "ours" } }""", """{ "Secret": "a" }""", "SecretStores.kv.Credential.ClientSecret: unknown key")]
    [InlineData("""{ "Url": "https://kv.vault.azure.net", "Credential": { "Kind": "workload-identity", "TenantId": "s3cr3t/" } }""", """{ "Secret": "a" }""", "SecretStores.kv.Credential.TenantId: expected an identifier")]
    [InlineData("""{ "Url": "https://kv.vault.azure.net", "Credential": { "Kind": "client-secret" } }""", """{ "Secret": "a" }""", "SecretStores.kv.Credential.ClientSecret: a string that is not empty is required")]
    [InlineData("""{ "Url": "https://kv.vault.azure.net", "Credential": { "Kind": "client-secret", "ClientSecret": "s3cr3t" } }""", """{ "Secret": "a" }""", "SecretStores.kv.Credential.ClientSecret: there is no secret of this name under Secrets")]
    [InlineData("""{ "Url": "https://kv.vault.azure.net", "Credential": { "Kind": "managed-identity", "Tls": { "MinimumVersion": "1.3" } } }""", """{ "Secret": "a" }""", "SecretStores.kv.Credential.Tls: the identity endpoint of a machine speaks no TLS")]
    [InlineData("""{ "Url": "https://kv.vault.azure.net", "Credential": { "Kind": "managed-identity" } }""", """{ "Secret": "s3cr3t/../x" }""", "Secrets.pay.Secret: expected the name of a secret in the key vault")]
    [InlineData("""{ "Url": "https://kv.vault.azure.net", "Credential": { "Kind": "managed-identity" } }""", """{ "Secret": "a", "Version": "s3cr3t/x" }""", "Secrets.pay.Version: expected the identifier of a version")]
    [InlineData("""{ "Url": "https://kv.vault.azure.net", "Credential": { "Kind": "managed-identity" } }""", """{ }""", "Secrets.pay.Secret: a string that is not empty is required")]
    [InlineData("""{ "Url": "https://kv.vault.azure.net", "VerifyChallengeResource": false, "Credential": { "Kind": "managed-identity" } }""", """{ "Secret": "a" }""", "SecretStores.kv.VerifyChallengeResource: the server at Url may ask")]
    public void Configuration_Mistakes_AreToldWithoutTheirValues(string store, string secret, string message)
    {
        var root = JsonNode.Parse($$"""{ "SecretStores": { "kv": {{store}} }, "Secrets": { "pay": {{secret}} } }""")!;
        root["SecretStores"]!["kv"]!["Kind"] = "azure-key-vault";
        root["Secrets"]!["pay"]!["Source"] = "azure-key-vault";

        var refusals = _bench.Refusals(root.ToJsonString());

        refusals.ShouldHaveSingleItem().ShouldStartWith(message);
        refusals[0].ShouldNotContain("s3cr3t");
    }

    [Fact]
    public void Page_Examples_AreAcceptedAsTheyStand()
    {
        var examples = SecretPage.Configurations("azure-key-vault");

        examples.Count.ShouldBe(2);
        examples.ShouldAllBe(example => _bench.Refusals(example).Count == 0);
    }

    [Fact]
    public async Task Page_ExampleWithAnApplicationsSecret_ReadsFromTheVault()
    {
        _bench.Write("vault_client_secret", "client-s3cr3t-of-the-page\n");
        _azure.Accepts = static form => form["client_secret"] == "client-s3cr3t-of-the-page";
        var example = JsonNode.Parse(SecretPage.Configurations("azure-key-vault")[1])!;
        var store = example["SecretStores"]!["kv"]!;
        store["Url"] = _azure.Vault.Address;
        store["VerifyChallengeResource"] = false;
        store["Tls"] = JsonNode.Parse("""{ "Authorities": "ca.pem" }""");
        store["Credential"]!["AuthorityHost"] = _azure.AuthorityHost.Address;
        store["Credential"]!["Tls"] = JsonNode.Parse("""{ "Authorities": "ca.pem" }""");
        example["Secrets"]!["vaultClientSecret"]!["Path"] = "vault_client_secret";

        using var reading = await (await _bench.FindAsync(example.ToJsonString(), "payKey")).ReadAsync(pastCaches: false, Cancellation);

        Value(reading).ShouldBe(Secret);
    }

    public async ValueTask DisposeAsync()
    {
        await _azure.DisposeAsync();
        _bench.Dispose();
        _authority.Dispose();
    }

    private static string Value(SecretReading reading)
    {
        reading.Failure.ShouldBeNull();
        return Encoding.UTF8.GetString(reading.Raw);
    }

    private X509Certificate2 IssueForAClient() =>
        _authority.Issue(new CertificateOrder { Key = RSA.Create(2048) });

    private async Task<SecretReading> ReadAsync(string? configuration = null) =>
        await (await _bench.FindAsync(configuration ?? _azure.Configure(), "pay")).ReadAsync(pastCaches: false, Cancellation);
}
