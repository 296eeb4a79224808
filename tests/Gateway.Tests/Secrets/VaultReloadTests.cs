using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Secrets;

/// <summary>A configuration whose secrets the store does not have yet is refused, and in force by itself once the store has them.</summary>
public sealed class VaultReloadTests : VaultTest
{
    [Fact]
    public async Task Reload_WithANewSecretOfAStoreThatIsDown_IsRefusedOnce_AndInForceWhenTheStoreIsThere()
    {
        await using var vault = await StartVaultAsync();
        await using var gateway = await StartGatewayAsync(Clock);
        vault.Put("secret/data/other", ("key", "key-2"));
        vault.Mood = VaultMood.Sealed;
        Configuration.Root["Secrets"]!["subscriptionKey"]!["Path"] = "secret/data/other";
        Configuration.Save();
        await UntilAsync(vault, () => Task.FromResult(CountOf(gateway, 3002) > 0), "refused");
        vault.ForgetCounts();

        await PassAsync(vault, gateway, TimeSpan.FromMinutes(5), async () => (await SendAsync(gateway)).ShouldBe("key-1"));
        vault.Requests.ShouldBeInRange(1, 2 * 2 * 11 * 2, "twice a minute for each of the two configurations, and at first sooner for the one in force");
        CountOf(gateway, 3002).ShouldBe(1, "nothing else is wrong than before");

        vault.Mood = VaultMood.Well;
        await UntilAsync(vault, async () => await SendAsync(gateway) == "key-2", "the new configuration is in force, and nobody has touched a file");
        CountOf(gateway, 3001).ShouldBe(1);
    }

    [Fact]
    public async Task Reload_ThatNeedsTheNextKeyOfAStore_IsRefusedOnce_AndInForceWhenThatKeyWasFound()
    {
        await using var vault = await StartVaultAsync();
        var key = RandomNumberGenerator.GetBytes(16);
        vault.Put("secret/data/seal", ("key", Convert.ToHexString(Configuration.PluginKey)));
        Configuration.Root["Secrets"]!["pluginKey"] =
            JsonNode.Parse("""{ "Source": "vault", "Path": "secret/data/seal", "Field": "key", "Encoding": "hex", "Refresh": "5m" }""");
        await using var gateway = await StartGatewayAsync(Clock);

        // The gateway still has the longer key, which it read a moment ago.
        vault.Put("secret/data/seal", ("key", Convert.ToHexString(key)));
        Configuration.Root["Envelopes"] = JsonNode.Parse("""{ "short": { "Format": "jwe", "Algorithm": "dir", "Encryption": "A128GCM" } }""");
        Configuration.Request["Encrypt"] = JsonNode.Parse("""{ "Envelope": "short", "Key": "pluginKey", "Body": { "data": "{sealed}" } }""");
        Configuration.Save();
        await UntilAsync(vault, () => Task.FromResult(CountOf(gateway, 3003) > 0), "refused");
        gateway.Log.Text.ShouldContain("A128GCM takes a symmetric key of 16 bytes");

        await UntilAsync(vault, () => Task.FromResult(CountOf(gateway, 3001) > 0), "the new configuration is in force, and nobody has touched a file");

        (await SendAsync(gateway)).ShouldBe("key-1");
        CountOf(gateway, 3002).ShouldBe(1);
        (await Scrape.ReadAsync(gateway)).Find("gateway_secret_last_refresh_successful", ("secret", "pluginKey")).ShouldBe(1);
    }
}
