using Gateway.Tests.Harness;

namespace Gateway.Tests.Secrets;

/// <summary>A Vault that is not well: what the operator is told, how often it is asked, and that it is read again once it is well.</summary>
public sealed class VaultTroubleTests
{
    [Theory]
    [InlineData(nameof(VaultMood.Sealed), "Vault is sealed or not ready (503)")]
    [InlineData(nameof(VaultMood.RateLimiting), "Vault wants fewer requests (429)")]
    [InlineData(nameof(VaultMood.Denying), "Vault refuses permission (403)")]
    [InlineData(nameof(VaultMood.Standby), "Vault names another node (307)")]
    [InlineData(nameof(VaultMood.Behind), "behind the others (412)")]
    [InlineData(nameof(VaultMood.Faulty), "has a fault (500)")]
    [InlineData(nameof(VaultMood.Garbage), "does not speak as Vault does")]
    [InlineData(nameof(VaultMood.Down), "https://localhost:")]
    public async Task Reading_InEveryMood_IsToldAndRecovers(string name, string words)
    {
        await using var bench = await VaultBench.StartAsync();
        var mood = Enum.Parse<VaultMood>(name);
        var token = bench.Vault.CreateToken();
        var source = await bench.OpenWithTokenAsync(token);
        (await VaultBench.ReadAsync(source)).ShouldBe("value-1");
        bench.Vault.ForgetCounts();

        bench.Vault.Mood = mood;
        using (var reading = await VaultBench.FailAsync(source))
        {
            reading.Failure!.ShouldContain(words);
            reading.Failure!.ShouldNotContain(token);
            reading.Failure!.ShouldNotContain("value-1");
            reading.IsAbsent.ShouldBe(mood != VaultMood.Garbage);
            reading.RetryAfter.ShouldBe(mood == VaultMood.RateLimiting ? TimeSpan.FromSeconds(7) : null);
        }

        // Neither a second try nor a login, and a redirect goes nowhere.
        bench.Vault.Requests.ShouldBe(1);
        bench.Vault.Mood = VaultMood.Well;
        (await VaultBench.ReadAsync(source)).ShouldBe("value-1");
    }

    [Theory]
    [InlineData(nameof(VaultMood.Sealed), "Vault is sealed or not ready (503)")]
    [InlineData(nameof(VaultMood.RateLimiting), "Vault wants fewer requests (429)")]
    [InlineData(nameof(VaultMood.Denying), "Vault refused the login (403): check RoleId")]
    [InlineData(nameof(VaultMood.Garbage), "the login gave no token")]
    [InlineData(nameof(VaultMood.Down), "https://localhost:")]
    public async Task LoggingIn_InEveryMood_IsToldAndRecovers(string name, string words)
    {
        await using var bench = await VaultBench.StartAsync();
        var mood = Enum.Parse<VaultMood>(name);
        var source = await bench.OpenWithRoleAsync();
        bench.Vault.Mood = mood;

        using (var reading = await VaultBench.FailAsync(source))
        {
            reading.Failure!.ShouldContain(words);
            reading.Failure!.ShouldNotContain(VaultBench.SecretId);
            reading.RetryAfter.ShouldBe(mood == VaultMood.RateLimiting ? TimeSpan.FromSeconds(7) : null);
        }

        bench.Vault.Requests.ShouldBe(1);
        bench.Vault.Mood = VaultMood.Well;
        (await VaultBench.ReadAsync(source)).ShouldBe("value-1");
    }

    [Fact]
    public async Task Reading_NoAnswerInTime_IsGivenUp()
    {
        await using var bench = await VaultBench.StartAsync();
        var source = await bench.OpenWithTokenAsync(bench.Vault.CreateToken());
        (await VaultBench.ReadAsync(source)).ShouldBe("value-1");

        bench.Vault.Mood = VaultMood.Slow;
        var pending = VaultBench.FailAsync(source);
        await Eventually.TrueAsync(() => bench.Vault.InFlight == 1, "the request is with Vault");
        bench.Clock.Advance(TimeSpan.FromSeconds(4));
        pending.IsCompleted.ShouldBeFalse();
        bench.Clock.Advance(TimeSpan.FromSeconds(1));

        using var reading = await pending;
        reading.Failure!.ShouldContain("did not answer within 5s");
        reading.IsAbsent.ShouldBeTrue();
    }

    [Fact]
    public async Task Reading_GivenUpByWhoeverWaits_DoesNotSpoilTheLoginForOthers()
    {
        await using var bench = await VaultBench.StartAsync();
        var source = await bench.OpenWithRoleAsync();
        using var impatience = new CancellationTokenSource();
        bench.Vault.Mood = VaultMood.Slow;

        var first = source.ReadAsync(pastCaches: false, impatience.Token).AsTask();
        await Eventually.TrueAsync(() => bench.Vault.InFlight == 1, "the login is with Vault");
        var second = VaultBench.ReadAsync(source);
        await impatience.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(first);
        bench.Vault.Mood = VaultMood.Well;

        (await second).ShouldBe("value-1");
        bench.Vault.Count("auth/approle/login").ShouldBe(1);
    }
}
