using System.Net;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Secrets;

/// <summary>A store that misbehaves, in every way: the last good value until MaxStale, then 503, then all by itself the new value; and never a herd at its door.</summary>
public sealed class VaultOutageTests : VaultTest
{
    private static readonly TimeSpan MaxStale = TimeSpan.FromMinutes(15);

    public static TheoryData<string> Moods => [.. Enum.GetNames<VaultMood>().Where(static mood => mood != nameof(VaultMood.Well))];

    [Theory]
    [MemberData(nameof(Moods))]
    public async Task Vault_ThatMisbehaves_IsLivedWithoutUntilMaxStale_AndComesBackWithoutARestart(string mood)
    {
        await using var vault = await StartVaultAsync();
        await using var gateway = await StartGatewayAsync(Clock);
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
        await using var gateway = await StartGatewayAsync(Clock);
        vault.Mood = VaultMood.Sealed;
        await PassAsync(vault, gateway, MaxStale, static () => Task.CompletedTask);
        await UntilAsync(vault, async () => !await IsReadyAsync(gateway), "not ready");
        vault.ForgetCounts();

        var refused = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => gateway.PostAsync(GoodReport)));

        refused.ShouldAllBe(static response => response.StatusCode == HttpStatusCode.ServiceUnavailable);
        vault.Requests.ShouldBeLessThanOrEqualTo(1, "one may be under way; the clock stands still, and nobody else asks");
        Array.ForEach(refused, static response => response.Dispose());
    }
}
