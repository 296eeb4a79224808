using System.Net;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Secrets;

/// <summary>The whole gateway with keys in a Vault: the receiver gets what Vault holds, and nobody restarts anything.</summary>
public sealed class VaultGatewayTests : GatewayTest
{
    private const string Path = VaultBench.Path;

    [Fact]
    public async Task Gateway_SecretInVault_ReachesTheReceiverAndRotatesWithoutARestart()
    {
        await using var vault = await StartVaultAsync();
        await using var gateway = await StartGatewayAsync();

        (await SendAsync(gateway)).ShouldBe("key-1");
        vault.Put(Path, ("key", "key-2"));
        await Eventually.TrueAsync(async () => await SendAsync(gateway) == "key-2", "the receiver gets the new key");

        // The token is not good any longer, and then Vault is not either: what was read last stays in use.
        vault.RevokeTokens();
        vault.Put(Path, ("key", "key-3"));
        await Eventually.TrueAsync(async () => await SendAsync(gateway) == "key-3", "the gateway has logged in again");
        vault.Mood = VaultMood.Sealed;
        vault.ForgetCounts();
        await Eventually.TrueAsync(() => vault.Count(Path) > 0, "Vault has been asked while it is sealed");
        (await SendAsync(gateway)).ShouldBe("key-3");

        vault.Put(Path, ("key", "key-4"));
        vault.Mood = VaultMood.Well;
        await Eventually.TrueAsync(async () => await SendAsync(gateway) == "key-4", "the gateway has recovered");
        gateway.Log.Text.ShouldNotContain("key-");
        gateway.Log.Text.ShouldNotContain("hvs.");
        gateway.Log.Text.ShouldNotContain(VaultBench.SecretId);
    }

    [Fact]
    public async Task Gateway_VaultThatRefusesTheLogin_DoesNotStartAndSaysWhy()
    {
        await using var vault = await StartVaultAsync();
        Configuration.WriteFile("secret_id", "another");

        var failure = await Record.ExceptionAsync(() => StartGatewayAsync());

        failure.ShouldNotBeNull().Message.ShouldContain("secret 'subscriptionKey' cannot be resolved: Vault refused the login (400): check RoleId");
        Upstream.Reports.ShouldBeEmpty();
    }

    private async Task<VaultServer> StartVaultAsync()
    {
        var vault = await VaultServer.StartAsync(Authority.Issue());
        vault.Put(Path, ("key", "key-1"));
        vault.AddAppRole("gateway", VaultBench.SecretId);
        Configuration.WriteFile("secret_id", VaultBench.SecretId);
        Configuration.Root["Secrets"]!["subscriptionKey"] = JsonNode.Parse("""{ "Source": "vault", "Path": "secret/data/pay", "Field": "key", "Refresh": "1s" }""");
        Configuration.Root["Secrets"]!["secretId"] = JsonNode.Parse("""{ "Source": "file", "Path": "secret_id" }""");
        Configuration.Root["SecretStores"] = JsonNode.Parse($$"""
            { "corp": { "Kind": "vault", "Address": "{{vault.Address}}", "Tls": { "Authorities": "ca.pem" }, "Auth": { "Method": "approle", "RoleId": "gateway", "SecretId": "secretId" } } }
            """);
        return vault;
    }

    private async Task<string> SendAsync(RunningGateway gateway)
    {
        using var response = await gateway.PostAsync(GoodReport);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return Upstream.Reports.Last().Headers["subscriptionKey"].ToString();
    }
}
