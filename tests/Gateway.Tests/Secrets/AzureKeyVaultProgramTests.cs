using System.Net;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Secrets;

/// <summary>
/// The program with a secret in a key vault: a trimmed program still has of the vendor's client what it needs, and finds identity endpoints by the environment of the process.
/// </summary>
[Trait("Runs", "Program")]
public sealed class AzureKeyVaultProgramTests : GatewayTest
{
    private const string Secret = "s3cr3t-of-the-vault";

    [Theory]
    [InlineData(""" "Kind": "client-secret", "ClientSecret": "ours" """)]
    [InlineData(""" "Kind": "workload-identity", "TokenFile": "token" """)]
    public async Task Report_WithASecretInAKeyVault_ArrivesWithIt(string credential)
    {
        await using var azure = await KeyVaultServer.StartAsync(Authority);
        azure.Put("pay-key", Secret);
        Configuration.WriteFile("token", "kubernetes-token");
        Configuration.Environment["CLIENT_SECRET"] = "client-s3cr3t";
        Use(azure.Configure(credential));
        await using var gateway = await RunningProgram.StartAsync(Configuration);

        await ReportArrivesAsync(gateway);

        azure.AuthorityHost.Reports.ShouldHaveSingleItem().BodyText.ShouldContain(
            credential.Contains("client-secret", StringComparison.Ordinal) ? "client_secret=client-s3cr3t" : "client_assertion=kubernetes-token");
        gateway.Lines.ShouldAllBe(static line => !line.Contains("s3cr3t", StringComparison.Ordinal) && !line.Contains("token-1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Report_WithAClientCertificate_ArrivesWithTheSecret()
    {
        await using var azure = await KeyVaultServer.StartAsync(Authority);
        azure.Put("pay-key", Secret);
        using var certificate = Authority.Issue(new CertificateOrder { Key = System.Security.Cryptography.RSA.Create(2048) });
        Configuration.WriteFile("client.pem", $"{certificate.ExportCertificatePem()}\n{TestAuthority.KeyPemOf(certificate)}\n");
        var configuration = JsonNode.Parse(azure.Configure(""" "Kind": "client-certificate", "ClientCertificate": "ours" """))!;
        configuration["Secrets"]!["ours"] = JsonNode.Parse("""{ "Source": "file", "Path": "client.pem" }""");
        Use(configuration.ToJsonString());
        await using var gateway = await RunningProgram.StartAsync(Configuration);

        await ReportArrivesAsync(gateway);
    }

    [Theory]
    [InlineData("IDENTITY_ENDPOINT", "/msi/token", "X-IDENTITY-HEADER")]
    [InlineData("AZURE_POD_IDENTITY_AUTHORITY_HOST", "", "Metadata")]
    public async Task Report_WithAManagedIdentity_ArrivesWithTheSecret(string variable, string path, string header)
    {
        await using var azure = await KeyVaultServer.StartAsync(Authority);
        azure.Put("pay-key", Secret);
        Configuration.Environment[variable] = $"{azure.Machine.Address}{path}";
        Configuration.Environment["IDENTITY_HEADER"] = "identity-s3cr3t";
        Use($$"""
            {
              "SecretStores": { "kv": {
                "Kind": "azure-key-vault", "Url": "{{azure.Vault.Address}}", "Timeout": "30s", "Tls": { "Authorities": "ca.pem" }, "VerifyChallengeResource": false,
                "Credential": { "Kind": "managed-identity", "ClientId": "{{KeyVaultServer.ClientId}}" } } },
              "Secrets": { "pay": { "Source": "azure-key-vault", "Secret": "pay-key" } }
            }
            """);
        await using var gateway = await RunningProgram.StartAsync(Configuration);

        await ReportArrivesAsync(gateway);

        var asked = azure.Machine.Reports.Last();
        asked.Headers.Keys.ShouldContain(header);
        asked.Target.ShouldContain($"client_id={KeyVaultServer.ClientId}");
        asked.Target.ShouldContain("resource=https://vault.azure.net");
    }

    [Fact]
    public async Task Run_WithASecretThatTheVaultDoesNotGive_SaysWhyAndExits2()
    {
        await using var azure = await KeyVaultServer.StartAsync(Authority);
        Configuration.WriteFile("token", "kubernetes-token");
        Use(azure.Configure(""" "Kind": "workload-identity", "TokenFile": "token" """));
        Configuration.Root["Secrets"]!.AsObject().Remove("ours");
        Configuration.Root["Secrets"]!["subscriptionKey"] = JsonNode.Parse("""{ "Source": "azure-key-vault", "Secret": "s3cr3t-name" }""");
        Configuration.Save();

        var run = await ProcessRun.GatewayAsync("run", "--config", Configuration.FilePath);

        run.ExitCode.ShouldBe(2, run.Output);
        run.Output.ShouldContain($"secret 'pay' cannot be resolved: {azure.Vault.Address} has no secret, or no version, of this name");
        run.Output.ShouldNotContain("s3cr3t");
    }

    private void Use(string configuration)
    {
        var parts = JsonNode.Parse(configuration)!.AsObject();
        Configuration.Root["SecretStores"] = parts["SecretStores"]!.DeepClone();
        foreach (var (name, secret) in parts["Secrets"]!.AsObject())
        {
            Configuration.Root["Secrets"]![name] = secret!.DeepClone();
        }

        Configuration.Request["Inject"]!["Headers"]!["X-Pay-Key"] = "{secret:pay}";
    }

    private async Task ReportArrivesAsync(RunningProgram gateway)
    {
        using var response = await gateway.PostAsync(GoodReport);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        Upstream.Reports.ShouldHaveSingleItem().Headers["X-Pay-Key"].ShouldBe(Secret);
    }
}
