using System.Text;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Secrets;

/// <summary>How the gateway comes by a token, keeps it alive, and gets another one.</summary>
public sealed class VaultTokenTests
{
    private const string Login = "auth/approle/login";

    private const string Renew = "auth/token/renew-self";

    private const string LookUp = "auth/token/lookup-self";

    [Fact]
    public async Task AppRole_ManySecretsAtOnce_LogInOnce()
    {
        await using var bench = await VaultBench.StartAsync();
        var secrets = new StringBuilder("""{ "pay": { "Source": "vault", "Path": "secret/data/pay", "Field": "key" }""");
        for (var i = 0; i < 40; i++)
        {
            secrets.Append(System.Globalization.CultureInfo.InvariantCulture, $", \"s{i}\": {{ \"Source\": \"vault\", \"Path\": \"secret/data/pay\", \"Field\": \"key\" }}");
        }

        await bench.OpenWithRoleAsync($"{secrets} }}");
        var sources = bench.Definitions.Where(static definition => !definition.IsLocal).Select(static definition => definition.Source).ToList();
        sources.Count.ShouldBe(41);
        bench.Vault.Mood = VaultMood.Slow;

        var readings = sources.Select(VaultBench.ReadAsync).ToList();
        await Eventually.TrueAsync(() => bench.Vault.InFlight == 1, "a login is with Vault");
        bench.Vault.MostInFlight.ShouldBe(1);
        bench.Vault.Mood = VaultMood.Well;

        (await Task.WhenAll(readings)).ShouldAllBe(static value => value == "value-1");
        bench.Vault.Count(Login).ShouldBe(1);
        bench.Vault.Requests.ShouldBe(42);
    }

    [Fact]
    public async Task AppRole_LoginThatFails_FailsOnceForAllWhoWait()
    {
        await using var bench = await VaultBench.StartAsync();
        await bench.OpenWithRoleAsync(
            """{ "pay": { "Source": "vault", "Path": "secret/data/pay", "Field": "key" }, "b": { "Source": "vault", "Path": "secret/data/pay", "Field": "key" } }""");
        bench.Vault.Mood = VaultMood.Slow;

        var readings = new[] { "pay", "b" }.Select(name => VaultBench.FailAsync(bench.Source(name))).ToList();
        await Eventually.TrueAsync(() => bench.Vault.InFlight == 1, "a login is with Vault");
        bench.Vault.Mood = VaultMood.Sealed;

        foreach (var reading in await Task.WhenAll(readings))
        {
            using (reading)
            {
                reading.Failure!.ShouldContain("sealed");
            }
        }

        bench.Vault.Requests.ShouldBe(1);
    }

    [Fact]
    public async Task AppRole_WrongSecretId_IsRefusedWithAdvice()
    {
        await using var bench = await VaultBench.StartAsync();
        bench.Environment["SECRET_ID"] = "not-the-one";
        var source = await bench.OpenWithRoleAsync();

        using var reading = await VaultBench.FailAsync(source);

        reading.Failure!.ShouldBe("Vault refused the login (400): check RoleId, SecretId and Mount, and the Namespace of the store; a secret id may have run out or have been used as often as it may");
    }

    [Fact]
    public async Task AppRole_AtAnotherMount_LogsInThere()
    {
        await using var bench = await VaultBench.StartAsync();
        bench.Vault.AddAppRole("a-role", VaultBench.SecretId, mount: "teams/a b");
        var source = await bench.OpenAsync("""{ "Method": "approle", "RoleId": "a-role", "SecretId": "secretId", "Mount": "teams/a b" }""");

        (await VaultBench.ReadAsync(source)).ShouldBe("value-1");
        bench.Vault.Count("auth/teams/a b/login").ShouldBe(1);
    }

    [Fact]
    public async Task Kubernetes_TokenOfTheServiceAccount_IsReadForEachLogin()
    {
        await using var bench = await VaultBench.StartAsync();
        bench.Vault.AddServiceAccount("gateway", "jwt.one.x");
        bench.Write("token", "jwt.one.x\n");
        var source = await bench.OpenAsync("""{ "Method": "kubernetes", "Role": "gateway", "TokenFile": "token" }""");
        (await VaultBench.ReadAsync(source)).ShouldBe("value-1");

        // The platform has put another one in its place, and the old one is not good any longer.
        bench.Vault.AddServiceAccount("gateway", "jwt.two.x");
        bench.Write("token", "jwt.two.x");
        bench.Vault.RevokeTokens();

        (await VaultBench.ReadAsync(source)).ShouldBe("value-1");
        bench.Vault.Count("auth/kubernetes/login").ShouldBe(2);
    }

    [Theory]
    [InlineData(null, "does not exist")]
    [InlineData("two words", "does not hold a service account's token")]
    [InlineData("jwt.wrong.x", "Vault refused the login (403): check Role and Mount")]
    public async Task Kubernetes_NoTokenThatIsGood_IsTold(string? token, string words)
    {
        await using var bench = await VaultBench.StartAsync();
        bench.Vault.AddServiceAccount("gateway", "jwt.one.x");
        if (token is not null)
        {
            bench.Write("token", token);
        }

        var source = await bench.OpenAsync("""{ "Method": "kubernetes", "Role": "gateway", "TokenFile": "token" }""");

        using var reading = await VaultBench.FailAsync(source);

        reading.Failure!.ShouldContain(words);
        reading.Failure!.ShouldNotContain("jwt.");
        reading.Failure!.ShouldNotContain("two words");
    }

    [Fact]
    public async Task Token_FromHalfItsLifeOn_IsRenewed()
    {
        await using var bench = await VaultBench.StartAsync();
        bench.Vault.TokenLife = TimeSpan.FromMinutes(10);
        var source = await bench.OpenWithRoleAsync();
        await VaultBench.ReadAsync(source);

        bench.Clock.Advance(TimeSpan.FromSeconds(299));
        await VaultBench.ReadAsync(source);
        bench.Vault.Count(Renew).ShouldBe(0);

        // However long this goes on, and at a pace that meets no particular moment.
        for (var i = 0; i < 20; i++)
        {
            bench.Clock.Advance(TimeSpan.FromSeconds(590));
            (await VaultBench.ReadAsync(source)).ShouldBe("value-1");
        }

        bench.Vault.Count(Renew).ShouldBeInRange(19, 20);
        bench.Vault.Count(Login).ShouldBeInRange(1, 2);
    }

    [Fact]
    public async Task Token_OnceItCannotBeRenewedAnyMore_IsReplacedByALogin()
    {
        await using var bench = await VaultBench.StartAsync();
        bench.Vault.TokenLife = TimeSpan.FromMinutes(10);
        bench.Vault.TokenMaxLife = TimeSpan.FromMinutes(25);
        var source = await bench.OpenWithRoleAsync();

        for (var i = 0; i < 60; i++)
        {
            (await VaultBench.ReadAsync(source)).ShouldBe("value-1");

            // Not at the last moment, when a Vault that is down would leave us without one.
            bench.Vault.Count(Login).ShouldBeGreaterThanOrEqualTo(i < 23 ? 1 : 2);
            bench.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        // An hour with tokens of 25 minutes, each replaced before its end; none was refused, and the end of one was not crept up to.
        bench.Vault.Count(Login).ShouldBeInRange(3, 4);
        bench.Vault.Count(Renew).ShouldBeInRange(6, 16);
        bench.Vault.Requests.ShouldBe(60 + bench.Vault.Count(Login) + bench.Vault.Count(Renew));
    }

    [Fact]
    public async Task Token_NotRenewable_IsReplacedByALogin()
    {
        await using var bench = await VaultBench.StartAsync();
        bench.Vault.TokenLife = TimeSpan.FromMinutes(10);
        bench.Vault.TokensAreRenewable = false;
        var source = await bench.OpenWithRoleAsync();
        await VaultBench.ReadAsync(source);

        bench.Clock.Advance(TimeSpan.FromMinutes(6));
        await VaultBench.ReadAsync(source);

        bench.Vault.Count(Login).ShouldBe(2);
        bench.Vault.Count(Renew).ShouldBe(0);
    }

    [Fact]
    public async Task Token_ReadLessOftenThanItLasts_IsReplacedByALogin()
    {
        await using var bench = await VaultBench.StartAsync();
        bench.Vault.TokenLife = TimeSpan.FromMinutes(1);
        var source = await bench.OpenWithRoleAsync();
        await VaultBench.ReadAsync(source);

        bench.Clock.Advance(TimeSpan.FromMinutes(5));
        await VaultBench.ReadAsync(source);

        bench.Vault.Count(Login).ShouldBe(2);
        bench.Vault.Count(VaultBench.Path).ShouldBe(2);
    }

    [Fact]
    public async Task Token_RenewalFails_IsUsedAsLongAsItIsGood()
    {
        await using var bench = await VaultBench.StartAsync();
        bench.Vault.TokenLife = TimeSpan.FromMinutes(10);
        var source = await bench.OpenWithRoleAsync();
        await VaultBench.ReadAsync(source);
        bench.Vault.Answer = (path, context) =>
        {
            context.Response.StatusCode = 500;
            return Task.FromResult(path is Renew or Login);
        };

        bench.Clock.Advance(TimeSpan.FromMinutes(6));
        (await VaultBench.ReadAsync(source)).ShouldBe("value-1");
        bench.Vault.Count(Renew).ShouldBe(1);
        bench.Vault.Count(Login).ShouldBe(1);

        bench.Clock.Advance(TimeSpan.FromMinutes(5));
        using (var reading = await VaultBench.FailAsync(source))
        {
            reading.Failure!.ShouldContain("(500)");
        }

        bench.Vault.Answer = null;
        (await VaultBench.ReadAsync(source)).ShouldBe("value-1");
    }

    [Fact]
    public async Task Token_LoginFailsBeforeItsEnd_IsUsedAsLongAsItIsGood()
    {
        await using var bench = await VaultBench.StartAsync();
        bench.Vault.TokenLife = TimeSpan.FromMinutes(10);
        bench.Vault.TokensAreRenewable = false;
        var source = await bench.OpenWithRoleAsync();
        await VaultBench.ReadAsync(source);
        bench.Vault.AddAppRole("a-role", "another secret id");

        bench.Clock.Advance(TimeSpan.FromMinutes(9));
        (await VaultBench.ReadAsync(source)).ShouldBe("value-1");
        bench.Vault.Count(Login).ShouldBe(2);

        bench.Clock.Advance(TimeSpan.FromMinutes(1));
        using var reading = await VaultBench.FailAsync(source);
        reading.Failure!.ShouldContain("Vault refused the login (400)");
    }

    [Fact]
    public async Task Token_Revoked_IsReplacedByOneLoginForAll()
    {
        await using var bench = await VaultBench.StartAsync();
        await bench.OpenWithRoleAsync(
            """{ "pay": { "Source": "vault", "Path": "secret/data/pay", "Field": "key" }, "b": { "Source": "vault", "Path": "secret/data/pay", "Field": "key" } }""");
        await VaultBench.ReadAsync(bench.Source("pay"));
        bench.Vault.RevokeTokens();
        bench.Vault.ForgetCounts();

        var values = await Task.WhenAll(VaultBench.ReadAsync(bench.Source("pay")), VaultBench.ReadAsync(bench.Source("b")));

        values.ShouldBe(["value-1", "value-1"]);
        bench.Vault.Count(Login).ShouldBe(1);
    }

    [Fact]
    public async Task Token_WhosePoliciesDoNotDo_IsReplacedOnceAReading()
    {
        await using var bench = await VaultBench.StartAsync();
        var source = await bench.OpenWithRoleAsync();
        await VaultBench.ReadAsync(source);
        bench.Vault.Deny(VaultBench.Path);
        bench.Vault.ForgetCounts();

        using var reading = await VaultBench.FailAsync(source);

        reading.Failure!.ShouldContain("Vault refuses permission (403)");
        bench.Vault.Count(Login).ShouldBe(1);
        bench.Vault.Count(VaultBench.Path).ShouldBe(2);
    }

    [Fact]
    public async Task Token_WhosePoliciesNeverDo_IsNotReplacedAtEveryReading_WhileOthersAreRead()
    {
        await using var bench = await VaultBench.StartAsync();
        bench.Vault.TokenLife = TimeSpan.FromDays(30);
        bench.Vault.Put("secret/data/other", ("key", "value-2"));
        await bench.OpenWithRoleAsync("""
            { "pay": { "Source": "vault", "Path": "secret/data/pay", "Field": "key" }, "other": { "Source": "vault", "Path": "secret/data/other", "Field": "key" } }
            """);
        bench.Vault.Deny(VaultBench.Path);

        for (var i = 0; i < 120; i++)
        {
            using var reading = await VaultBench.FailAsync(bench.Source("pay"));
            (await VaultBench.ReadAsync(bench.Source("other"))).ShouldBe("value-2");
            bench.Clock.Advance(TimeSpan.FromSeconds(30));
        }

        // An hour of readings as they follow upon failures.
        bench.Vault.Count(Login).ShouldBeInRange(2, 1 + 6);

        // What is lost to all is had again at once, by whoever can read.
        bench.Vault.RevokeTokens();
        (await VaultBench.ReadAsync(bench.Source("other"))).ShouldBe("value-2");
        bench.Vault.Deny(VaultBench.Path, isDenied: false);
        (await VaultBench.ReadAsync(bench.Source("pay"))).ShouldBe("value-1");
        bench.Vault.RevokeTokens();
        (await VaultBench.ReadAsync(bench.Source("pay"))).ShouldBe("value-1");
    }

    [Fact]
    public async Task StaticToken_Renewable_IsKeptAliveAndNeverReplaced()
    {
        await using var bench = await VaultBench.StartAsync();
        var source = await bench.OpenWithTokenAsync(bench.Vault.CreateToken(TimeSpan.FromHours(1)));

        for (var i = 0; i < 10; i++)
        {
            using var reading = await source.ReadAsync(pastCaches: false, TestContext.Current.CancellationToken);
            reading.Failure.ShouldBeNull();
            reading.Warning.ShouldBeNull();
            bench.Clock.Advance(TimeSpan.FromMinutes(40));
        }

        bench.Vault.Count(LookUp).ShouldBe(1);
        bench.Vault.Count(Renew).ShouldBe(9);
    }

    [Fact]
    public async Task StaticToken_AtTheEndOfWhatRenewalsGive_IsWarnedAbout()
    {
        await using var bench = await VaultBench.StartAsync();
        var source = await bench.OpenWithTokenAsync(bench.Vault.CreateToken(TimeSpan.FromMinutes(10), maxLife: TimeSpan.FromMinutes(25)));
        var end = bench.Clock.GetUtcNow().AddMinutes(25);
        string? warning = null;

        for (var i = 0; i < 24; i++)
        {
            using var reading = await source.ReadAsync(pastCaches: false, TestContext.Current.CancellationToken);
            warning = reading.Warning;
            (warning is null).ShouldBe(i < 20);
            bench.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        warning.ShouldNotBeNull().ShouldContain($"at {end:HH:mm} UTC and cannot be renewed");
    }

    [Fact]
    public async Task StaticToken_NotRenewable_IsWarnedAboutAndToldWhenItIsOver()
    {
        await using var bench = await VaultBench.StartAsync();
        var token = bench.Vault.CreateToken(TimeSpan.FromHours(1), isRenewable: false);
        var source = await bench.OpenWithTokenAsync(token);
        var end = bench.Clock.GetUtcNow().AddHours(1);

        using (var reading = await source.ReadAsync(pastCaches: false, TestContext.Current.CancellationToken))
        {
            reading.Warning!.ShouldContain($"ends on {end:yyyy-MM-dd} at {end:HH:mm} UTC and cannot be renewed");
        }

        bench.Clock.Advance(TimeSpan.FromMinutes(50));
        await VaultBench.ReadAsync(source);
        bench.Clock.Advance(TimeSpan.FromMinutes(10));
        for (var i = 0; i < 2; i++)
        {
            using var reading = await VaultBench.FailAsync(source);
            reading.Failure!.ShouldContain("Vault's token has run out");
            reading.Failure!.ShouldNotContain(token);
        }

        bench.Vault.Count(Renew).ShouldBe(0);
    }

    [Fact]
    public async Task StaticToken_LookedUpAgainAndAgain_EndsAtTheSameTimeInEveryWarning()
    {
        await using var bench = await VaultBench.StartAsync();
        var now = bench.Clock.GetUtcNow();
        var end = now.AddHours(1).AddTicks(-(now.Ticks % TimeSpan.TicksPerMinute)).AddMilliseconds(500);
        var source = await bench.OpenWithTokenAsync(bench.Vault.CreateToken(end - now, isRenewable: false));
        var warnings = new HashSet<string>(StringComparer.Ordinal);

        // Vault says how long it is good in whole seconds, and each warning that is another one is written once more.
        for (var i = 0; i < 50; i++)
        {
            using var reading = await source.ReadAsync(pastCaches: false, TestContext.Current.CancellationToken);
            warnings.Add(reading.Warning.ShouldNotBeNull());
            bench.Clock.Advance(TimeSpan.FromSeconds(70.3));
        }

        warnings.ShouldHaveSingleItem().ShouldContain($"at {end:HH:mm} UTC");
        bench.Vault.Count(LookUp).ShouldBeGreaterThan(3);
    }

    [Fact]
    public async Task StaticToken_ReadLessOftenThanItLasts_IsToldAsThat()
    {
        await using var bench = await VaultBench.StartAsync();
        var source = await bench.OpenWithTokenAsync(bench.Vault.CreateToken(TimeSpan.FromMinutes(1)));
        await VaultBench.ReadAsync(source);

        bench.Clock.Advance(TimeSpan.FromMinutes(5));

        using var reading = await VaultBench.FailAsync(source);
        reading.Failure!.ShouldContain("read one more often than it lasts (Refresh)");
    }

    [Fact]
    public async Task StaticToken_Revoked_IsNotTriedTwice()
    {
        await using var bench = await VaultBench.StartAsync();
        var source = await bench.OpenWithTokenAsync(bench.Vault.CreateToken(TimeSpan.FromHours(1)));
        await VaultBench.ReadAsync(source);
        bench.Vault.RevokeTokens();
        bench.Vault.ForgetCounts();

        using var reading = await VaultBench.FailAsync(source);

        reading.Failure!.ShouldContain("Vault refuses permission (403)");
        bench.Vault.Requests.ShouldBe(1);
    }

    [Fact]
    public async Task StaticToken_SecretReplaced_IsUsedFromTheNextReadingOn()
    {
        await using var bench = await VaultBench.StartAsync();
        var source = await bench.OpenWithTokenAsync(bench.Vault.CreateToken(TimeSpan.FromHours(1)));
        await VaultBench.ReadAsync(source);
        bench.Vault.RevokeTokens();

        bench.Rotate("token", bench.Vault.CreateToken());

        (await VaultBench.ReadAsync(source)).ShouldBe("value-1");
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("letters\u00e4")]
    public async Task StaticToken_ThatNoHeaderCanCarry_IsNotSent(string token)
    {
        await using var bench = await VaultBench.StartAsync();
        var source = await bench.OpenWithTokenAsync(token);

        using var reading = await VaultBench.FailAsync(source);

        reading.Failure!.ShouldContain("cannot be one");
        reading.Failure!.ShouldNotContain(token);
        bench.Vault.Requests.ShouldBe(0);
    }

    [Fact]
    public async Task Namespace_OfTheStore_IsSaidWithEveryRequest()
    {
        await using var bench = await VaultBench.StartAsync();
        bench.Vault.Namespace = "team-a/production";
        var source = await bench.OpenAsync("""{ "Method": "approle", "RoleId": "a-role", "SecretId": "secretId" }""", more: """, "Namespace": "team-a/production" """);
        (await VaultBench.ReadAsync(source)).ShouldBe("value-1");

        bench.Vault.Namespace = "team-b";
        using var reading = await VaultBench.FailAsync(source);
        reading.Failure!.ShouldContain("Vault refused the login (403)");
    }

    [Fact]
    public async Task Environment_OfVaultsOwnPrograms_FillsWhatTheConfigurationLeavesOut()
    {
        await using var bench = await VaultBench.StartAsync();
        bench.Vault.Namespace = "team-a";
        bench.Environment["VAULT_ADDR"] = bench.Vault.Address;
        bench.Environment["VAULT_NAMESPACE"] = "team-a";
        bench.Environment["VAULT_CACERT"] = bench.PathOf("ca.pem");
        bench.Environment["VAULT_TOKEN"] = bench.Vault.CreateToken();

        await bench.OpenFromAsync(VaultBench.Pay, stores: null);

        (await VaultBench.ReadAsync(bench.Source("pay"))).ShouldBe("value-1");
    }
}
