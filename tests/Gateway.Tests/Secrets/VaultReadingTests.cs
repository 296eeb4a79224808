using System.Text;
using Gateway.Tests.Harness;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Secrets;

/// <summary>What is read from a Vault that is well, or that says what it should not.</summary>
public sealed class VaultReadingTests
{
    [Fact]
    public async Task Reading_VersionTwo_GivesTheNewestVersionAndWhenItWasWritten()
    {
        await using var bench = await VaultBench.StartAsync();
        var source = await bench.OpenWithTokenAsync(bench.Vault.CreateToken());

        (await VaultBench.ReadAsync(source)).ShouldBe("value-1");
        bench.Clock.Advance(TimeSpan.FromMinutes(10));
        bench.Vault.Put(VaultBench.Path, ("other", "x"), ("key", "value-2"));

        using var reading = await source.ReadAsync(pastCaches: false, TestContext.Current.CancellationToken);
        Encoding.UTF8.GetString(reading.Raw).ShouldBe("value-2");
        reading.ChangedAt.ShouldBe(bench.Clock.GetUtcNow());
        reading.ExpiresAt.ShouldBeNull();
        reading.Warning.ShouldBeNull();
    }

    [Fact]
    public async Task Reading_VersionOne_GivesTheValue()
    {
        await using var bench = await VaultBench.StartAsync();
        bench.Vault.Put("kv/pay", ("key", "old-engine"));
        var source = await bench.OpenWithTokenAsync(bench.Vault.CreateToken(), """{ "pay": { "Source": "vault", "Path": "kv/pay", "Field": "key" } }""");

        using var reading = await source.ReadAsync(pastCaches: false, TestContext.Current.CancellationToken);

        Encoding.UTF8.GetString(reading.Raw).ShouldBe("old-engine");
        reading.ChangedAt.ShouldBeNull();
    }

    [Fact]
    public async Task Reading_VersionOneWithAFieldCalledData_IsNotTakenForVersionTwo()
    {
        await using var bench = await VaultBench.StartAsync();
        bench.Vault.Put("kv/pay", ("data", "text"), ("metadata", "text"));
        var source = await bench.OpenWithTokenAsync(bench.Vault.CreateToken(), """{ "pay": { "Source": "vault", "Path": "kv/pay", "Field": "data" } }""");

        (await VaultBench.ReadAsync(source)).ShouldBe("text");
    }

    [Fact]
    public async Task Reading_NamesWithLettersThatPathsEscape_AsksForThese()
    {
        await using var bench = await VaultBench.StartAsync();
        bench.Vault.Put("secret/data/a b/ö%2e+;=", ("the key", "found"));
        var source = await bench.OpenWithTokenAsync(bench.Vault.CreateToken(), """{ "pay": { "Source": "vault", "Path": "secret/data/a b/ö%2e+;=", "Field": "the key" } }""");

        (await VaultBench.ReadAsync(source)).ShouldBe("found");
    }

    [Fact]
    public async Task Reading_AddressWithAPath_IsBelowIt()
    {
        await using var bench = await VaultBench.StartAsync();
        string? asked = null;
        bench.Vault.Answer = (_, context) =>
        {
            asked = context.Request.Path;
            return Task.FromResult(false);
        };
        bench.Environment["VAULT_ADDR"] = $"{bench.Vault.Address}/behind/";
        bench.Environment["VAULT_CACERT"] = bench.PathOf("ca.pem");
        bench.Environment["VAULT_TOKEN"] = bench.Vault.CreateToken();
        await bench.OpenFromAsync(VaultBench.Pay, stores: null);

        using var reading = await VaultBench.FailAsync(bench.Source("pay"));

        asked.ShouldBe("/behind/v1/secret/data/pay");
    }

    [Theory]
    [InlineData(false, "was deleted")]
    [InlineData(true, "was destroyed")]
    public async Task Reading_VersionThatIsGone_IsToldAsThat(bool isDestroyed, string words)
    {
        await using var bench = await VaultBench.StartAsync();
        bench.Vault.Delete(VaultBench.Path, isDestroyed);
        var source = await bench.OpenWithTokenAsync(bench.Vault.CreateToken());

        using var reading = await VaultBench.FailAsync(source);

        reading.Failure!.ShouldContain(words);
        reading.IsAbsent.ShouldBeTrue();
        bench.Vault.Put(VaultBench.Path, ("key", "again"));
        (await VaultBench.ReadAsync(source)).ShouldBe("again");
    }

    [Fact]
    public async Task Reading_PathWithNothing_IsAbsent()
    {
        await using var bench = await VaultBench.StartAsync();
        var source = await bench.OpenWithTokenAsync(bench.Vault.CreateToken(), """{ "pay": { "Source": "vault", "Path": "secret/pay", "Field": "key" } }""");

        using var reading = await VaultBench.FailAsync(source);

        reading.Failure!.ShouldContain("nothing at this path (404)");
        reading.Failure!.ShouldContain("data/ follows the mount");
        reading.IsAbsent.ShouldBeTrue();
    }

    [Fact]
    public async Task Reading_ValueThatWasRefused_AsksPastCaches()
    {
        await using var bench = await VaultBench.StartAsync();
        var said = new List<string>();
        bench.Vault.Answer = (path, context) =>
        {
            said.Add(path == VaultBench.Path ? context.Request.Headers.CacheControl.ToString() : "-");
            return Task.FromResult(false);
        };
        var source = await bench.OpenWithTokenAsync(bench.Vault.CreateToken());

        using (await source.ReadAsync(pastCaches: false, TestContext.Current.CancellationToken))
        {
        }

        using (await source.ReadAsync(pastCaches: true, TestContext.Current.CancellationToken))
        {
        }

        said.ShouldBe(["-", "", "no-cache"]);
    }

    /// <summary>Answers with status 200 that cannot be right, some of them made to trip whoever reads them.</summary>
    [Theory]
    [InlineData("""{"lease_id":"database/creds/pay/7d1a","lease_duration":3600,"renewable":true,"data":{"key":"x"}}""", "dynamic secret")]
    [InlineData("""{"lease_id":"","data":{"data":{"other":"x"},"metadata":{"version":1}}}""", "no text under the name")]
    [InlineData("""{"data":{"data":{"key":5},"metadata":{"version":1}}}""", "no text under the name")]
    [InlineData("""{"data":{"data":{"key":{"key":"x"}},"metadata":{"version":1}}}""", "no text under the name")]
    [InlineData("""{"data":{"data":{"key":null},"metadata":{"version":1}}}""", "no text under the name")]
    [InlineData("""{"data":{"data":{"key":"x","key":"y"},"metadata":{"version":1}}}""", "no text under the name")]
    [InlineData("""{"data":{"data":{"key":"x"},"data":{"key":"y"},"metadata":{"version":1}}}""", "no text under the name")]
    [InlineData("""{"data":{"key":"x"},"data":{"key":"y"}}""", "does not speak as Vault does")]
    [InlineData("""{"data":{"data":{"key":"\ud800"},"metadata":{"version":1}}}""", "no text under the name")]
    [InlineData("""{"data":{"data":{"\ud800":"x","\udc00\ud800":"y"},"metadata":{"version":1}}}""", "no text under the name")]
    [InlineData("""{"data":null}""", "does not speak as Vault does")]
    [InlineData("""{"data":[{"key":"x"}]}""", "does not speak as Vault does")]
    [InlineData("""{"data":"key"}""", "does not speak as Vault does")]
    [InlineData("""{"data":{"key":"x"}""", "does not speak as Vault does")]
    [InlineData("""{"data":{"key":"x"}} {}""", "does not speak as Vault does")]
    [InlineData("""[]""", "does not speak as Vault does")]
    [InlineData("""<html>key</html>""", "does not speak as Vault does")]
    [InlineData("", "does not speak as Vault does")]
    public async Task Reading_AnswerThatCannotBeRight_IsBroken(string body, string words)
    {
        await using var bench = await VaultBench.StartAsync();
        bench.Vault.Answer = (path, context) => path == VaultBench.Path ? WriteAsync(context, body) : Task.FromResult(false);
        var source = await bench.OpenWithTokenAsync(bench.Vault.CreateToken());

        using var reading = await VaultBench.FailAsync(source);

        reading.Failure!.ShouldContain(words);
        reading.IsAbsent.ShouldBeFalse();
    }

    [Fact]
    public async Task Reading_NestedDeeperThanAnybodyWrites_IsBroken()
    {
        await using var bench = await VaultBench.StartAsync();
        bench.Vault.Answer = (path, context) => path == VaultBench.Path ? WriteAsync(context, $"{{\"data\":{new string('[', 100_000)}") : Task.FromResult(false);
        var source = await bench.OpenWithTokenAsync(bench.Vault.CreateToken());

        using var reading = await VaultBench.FailAsync(source);

        reading.Failure!.ShouldContain("does not speak as Vault does");
    }

    [Fact]
    public async Task Reading_TimeThatIsNone_StillGivesTheValue()
    {
        await using var bench = await VaultBench.StartAsync();
        bench.Vault.Answer = (path, context) => path == VaultBench.Path
            ? WriteAsync(context, """{"data":{"data":{"key":"x"},"metadata":{"created_time":"2026-11-22T\ud80000:00:00Z","version":1}}}""")
            : Task.FromResult(false);
        var source = await bench.OpenWithTokenAsync(bench.Vault.CreateToken());

        using var reading = await source.ReadAsync(pastCaches: false, TestContext.Current.CancellationToken);

        Encoding.UTF8.GetString(reading.Raw).ShouldBe("x");
        reading.ChangedAt.ShouldBeNull();
    }

    [Fact]
    public async Task Reading_AnswerWithoutEnd_IsNotReadWhole()
    {
        await using var bench = await VaultBench.StartAsync();
        bench.Vault.Answer = async (path, context) =>
        {
            if (path != VaultBench.Path)
            {
                return false;
            }

            var block = Encoding.ASCII.GetBytes(new string(' ', 64 * 1024));
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
            }

            return true;
        };
        var source = await bench.OpenWithTokenAsync(bench.Vault.CreateToken());

        using var reading = await VaultBench.FailAsync(source);

        reading.Failure!.ShouldContain("more than 1048576 bytes");
    }

    [Fact]
    public async Task Reading_AnswerThatIsCut_IsNotTaken()
    {
        await using var bench = await VaultBench.StartAsync();
        bench.Vault.Answer = async (path, context) =>
        {
            if (path != VaultBench.Path)
            {
                return false;
            }

            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync("""{"data":{"data":{"key":"half"},"metadata":{}}}""");
            await context.Response.Body.FlushAsync();
            context.Abort();
            return true;
        };
        var source = await bench.OpenWithTokenAsync(bench.Vault.CreateToken());

        using var reading = await VaultBench.FailAsync(source);

        reading.Failure!.ShouldStartWith("https://localhost:");
        reading.Failure!.ShouldNotContain("half");
        reading.IsAbsent.ShouldBeTrue();
    }

    [Fact]
    public async Task Reading_ServerOfAnotherAuthority_GetsNoToken()
    {
        await using var bench = await VaultBench.StartAsync();
        using var other = new TestAuthority("CN=Another CA");
        bench.Write("ca.pem", other.Pem);
        var source = await bench.OpenWithTokenAsync(bench.Vault.CreateToken());

        using var reading = await VaultBench.FailAsync(source);

        reading.Failure!.ShouldContain("cannot be asked");
        bench.Vault.Requests.ShouldBe(0);
    }

    private static async Task<bool> WriteAsync(HttpContext context, string body)
    {
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body);
        return true;
    }
}
