using System.Net;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Gateway.Tests.Shared;
using Gateway.Transforms.Secrets;

namespace Gateway.Tests.Secrets;

/// <summary>The whole gateway, a Vault, and a clock that the test moves for both.</summary>
public abstract class VaultTest : GatewayTest
{
    private protected const string Path = VaultBench.Path;

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(5);

    private protected ManualTimeProvider Clock { get; } = new();

    /// <summary>Starts a Vault with <c>key-1</c>, which the configuration sends along, with a token from a file.</summary>
    private protected async Task<VaultServer> StartVaultAsync()
    {
        var vault = await VaultServer.StartAsync(Authority.Issue(), Clock);
        vault.Put(Path, ("key", "key-1"));
        Configuration.WriteFile("vault_token", vault.CreateToken());
        Configuration.Root["Secrets"]!["vaultToken"] = JsonNode.Parse("""{ "Source": "file", "Path": "vault_token" }""");
        Configuration.Root["Secrets"]!["subscriptionKey"] =
            JsonNode.Parse("""{ "Source": "vault", "Path": "secret/data/pay", "Field": "key", "Refresh": "60s", "MaxStale": "15m" }""");
        Configuration.Root["SecretStores"] = JsonNode.Parse($$"""
            { "corp": { "Kind": "vault", "Address": "{{vault.Address}}", "Tls": { "Authorities": "ca.pem" }, "Auth": { "Method": "token", "Token": "vaultToken" } } }
            """);
        Configuration.Upstream["Timeout"] = "5m";
        Configuration.Upstream["TotalTimeout"] = "5m";
        return vault;
    }

    private protected async Task PassAsync(VaultServer vault, RunningGateway gateway, TimeSpan time, Func<Task> meanwhile)
    {
        var end = Clock.GetUtcNow() + time;
        while (Clock.GetUtcNow() + Step <= end)
        {
            await StepAsync(vault);
            _ = await Scrape.ReadAsync(gateway);
        }

        await meanwhile();
    }

    /// <summary>Moves the clock on until <paramref name="condition"/> holds.</summary>
    private protected Task UntilAsync(VaultServer vault, Func<Task<bool>> condition, string what) => Eventually.TrueAsync(
        async () =>
        {
            await StepAsync(vault);
            return await condition();
        },
        what);

    /// <summary>
    /// Moves the clock on, once no secret is being read: what the store answers is what fails a reading then, and not a time-out because this machine had
    /// something else to do. The store that does not answer is the one to be timed out.
    /// </summary>
    private async Task StepAsync(VaultServer vault)
    {
        if (vault.Mood != VaultMood.Slow)
        {
            await Eventually.TrueAsync(() => Clock.TimersSetFor(SecretPace.LongestReading) == 0, "no secret is being read");
        }

        Clock.Advance(Step);
    }

    private protected static async Task<bool> IsReadyAsync(RunningGateway gateway)
    {
        using var client = new HttpClient { BaseAddress = gateway.ManagementAddress };
        using var response = await client.GetAsync(new Uri("/readyz", UriKind.Relative));
        return response.IsSuccessStatusCode;
    }

    /// <summary>How often the log tells of an event.</summary>
    private protected static int CountOf(RunningGateway gateway, int number) => gateway.Log.Lines.Count(line => line.Contains($"\"event\":{number}", StringComparison.Ordinal));

    /// <summary>Sends a report that must arrive.</summary>
    /// <returns>The key that came along.</returns>
    private protected async Task<string> SendAsync(RunningGateway gateway)
    {
        using var response = await gateway.PostAsync(GoodReport);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, gateway.Log.Text);
        return Upstream.Reports.Last().Headers["subscriptionKey"];
    }
}
