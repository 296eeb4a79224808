using System.Net;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Gateway.Tests.Shared;
using Gateway.Transforms.Secrets;

namespace Gateway.Tests.Secrets;

/// <summary>A store that misbehaves, in every way: the last good value until MaxStale, then 503, then all by itself the new value; and never a herd at its door.</summary>
public sealed class VaultOutageTests : GatewayTest
{
    private const string Path = "secret/data/pay";

    private static readonly TimeSpan MaxStale = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(5);

    private readonly ManualTimeProvider _clock = new();

    public static TheoryData<string> Moods => [.. Enum.GetNames<VaultMood>().Where(static mood => mood != nameof(VaultMood.Well))];

    [Theory]
    [MemberData(nameof(Moods))]
    public async Task Vault_ThatMisbehaves_IsLivedWithoutUntilMaxStale_AndComesBackWithoutARestart(string mood)
    {
        await using var vault = await StartVaultAsync();
        await using var gateway = await StartGatewayAsync(_clock);
        (await SendAsync(gateway)).ShouldBe("key-1");
        vault.ForgetCounts();
        vault.Mood = Enum.Parse<VaultMood>(mood);
        vault.Put(Path, ("key", "key-2"));

        // The value was read at the start, and the clock has stood still.
        await PassAsync(vault, gateway, MaxStale - TimeSpan.FromMinutes(1), async () => (await SendAsync(gateway)).ShouldBe("key-1"));
        (await IsReadyAsync(gateway)).ShouldBeTrue();
        (await Scrape.ReadAsync(gateway)).Find("gateway_secret_last_refresh_successful", ("secret", "subscriptionKey")).ShouldBe(0);

        var sent = Upstream.Reports.Count;
        await UntilAsync(vault, async () => !await IsReadyAsync(gateway), "not ready once the last good value is too old");
        using (var refused = await gateway.PostAsync(GoodReport))
        {
            await refused.ShouldBeProblemAsync("secret-unavailable", 503);
        }

        Upstream.Reports.Count.ShouldBe(sent);
        (await Scrape.ReadAsync(gateway)).Find("gateway_secret_available", ("secret", "subscriptionKey")).ShouldBe(0);
        vault.MostInFlight.ShouldBeLessThanOrEqualTo(1, "one refresh in flight");
        vault.Requests.ShouldBeInRange(mood == nameof(VaultMood.Down) ? 0 : 1, 2 * 16 * 4, "at most one, with its login, for each wait of half a minute and less at first");

        vault.Mood = VaultMood.Well;
        await UntilAsync(vault, async () => await IsReadyAsync(gateway), "ready again");
        (await SendAsync(gateway)).ShouldBe("key-2");
        CountOf(gateway, 5004).ShouldBe(1);
        gateway.Log.Text.ShouldNotContain("key-1");
        gateway.Log.Text.ShouldNotContain("key-2");
    }

    [Fact]
    public async Task Requests_WithoutNumber_AtAStoreThatIsDown_AskItForNothing()
    {
        await using var vault = await StartVaultAsync();
        await using var gateway = await StartGatewayAsync(_clock);
        vault.Mood = VaultMood.Sealed;
        await PassAsync(vault, gateway, MaxStale, static () => Task.CompletedTask);
        await UntilAsync(vault, async () => !await IsReadyAsync(gateway), "not ready");
        vault.ForgetCounts();

        var refused = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => gateway.PostAsync(GoodReport)));

        refused.ShouldAllBe(static response => response.StatusCode == HttpStatusCode.ServiceUnavailable);
        vault.Requests.ShouldBeLessThanOrEqualTo(1, "one may be under way; the clock stands still, and nobody else asks");
        Array.ForEach(refused, static response => response.Dispose());
    }

    [Fact]
    public async Task Reload_WithANewSecretOfAStoreThatIsDown_IsRefusedOnce_AndInForceWhenTheStoreIsThere()
    {
        await using var vault = await StartVaultAsync();
        await using var gateway = await StartGatewayAsync(_clock);
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

    private async Task<VaultServer> StartVaultAsync()
    {
        var vault = await VaultServer.StartAsync(Authority.Issue(), _clock);
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

    private async Task PassAsync(VaultServer vault, RunningGateway gateway, TimeSpan time, Func<Task> meanwhile)
    {
        var end = _clock.GetUtcNow() + time;
        while (_clock.GetUtcNow() + Step <= end)
        {
            await StepAsync(vault);
            _ = await Scrape.ReadAsync(gateway);
        }

        await meanwhile();
    }

    private Task UntilAsync(VaultServer vault, Func<Task<bool>> condition, string what) => Eventually.TrueAsync(
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
            await Eventually.TrueAsync(() => _clock.TimersSetFor(SecretPace.LongestReading) == 0, "no secret is being read");
        }

        _clock.Advance(Step);
    }

    private static async Task<bool> IsReadyAsync(RunningGateway gateway)
    {
        using var client = new HttpClient { BaseAddress = gateway.ManagementAddress };
        using var response = await client.GetAsync(new Uri("/readyz", UriKind.Relative));
        return response.IsSuccessStatusCode;
    }

    private static int CountOf(RunningGateway gateway, int number) => gateway.Log.Lines.Count(line => line.Contains($"\"event\":{number}", StringComparison.Ordinal));

    private async Task<string> SendAsync(RunningGateway gateway)
    {
        using var response = await gateway.PostAsync(GoodReport);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, gateway.Log.Text);
        return Upstream.Reports.Last().Headers["subscriptionKey"];
    }
}
