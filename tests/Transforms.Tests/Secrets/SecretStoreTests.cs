using System.Text;
using Gateway.Tests.Shared;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Ciphers;
using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Secrets;
using Gateway.Transforms.Tests.Keys;

namespace Gateway.Transforms.Tests.Secrets;

public sealed class SecretStoreTests : IDisposable
{
    /// <summary>The store lets what a past generation holds live for a quarter of an hour.</summary>
    private static readonly TimeSpan Retirement = TimeSpan.FromMinutes(15);

    private readonly ManualTimeProvider _clock = new();
    private readonly SecretStore _store;
    private readonly TestSource _a = new("a1");
    private readonly TestSource _b = new("b1");

    public SecretStoreTests() => _store = new SecretStore(_clock);

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Resolve_SameValueAgain_SharesTheHandle()
    {
        var first = await CommitAsync();

        var second = await ResolveAsync();

        second.Find("a").ShouldBeSameAs(first.Find("a"));
        second.Find("b").ShouldBeSameAs(first.Find("b"));
    }

    [Fact]
    public async Task Resolve_OneValueChanged_GivesItAHandleOfItsOwn()
    {
        var first = await CommitAsync();
        _a.Value = "a2";

        var second = await ResolveAsync();

        second.Find("a").ShouldNotBeSameAs(first.Find("a"));
        second.Find("a")!.Serial.ShouldNotBe(first.Find("a")!.Serial);
        second.Find("b").ShouldBeSameAs(first.Find("b"));
        Text(first, "a").ShouldBe("a1");
        Text(second, "a").ShouldBe("a2");
    }

    [Fact]
    public async Task Resolve_SameValueFromAnotherPlace_GetsAHandleOfItsOwn()
    {
        var first = await CommitAsync();

        var second = await ResolveAsync(fingerprint: "moved");

        second.Find("a").ShouldNotBeSameAs(first.Find("a"));
    }

    [Fact]
    public async Task Resolve_NothingCommitted_ChangesNothingThatIsInUse()
    {
        var first = await CommitAsync();
        _a.Value = "a2";

        await ResolveAsync();

        Text(first, "a").ShouldBe("a1");
    }

    [Theory]
    [InlineData(null, "the file is not there")]
    [InlineData("", "its value is empty or not utf8")]
    public async Task Resolve_NoValue_NamesTheSecretAndKeepsItsPlace(string? value, string reason)
    {
        _a.Value = value;

        var generation = await ResolveAsync();

        generation.Failures.ShouldBe([new SecretFailure("a", reason, IsAbsent: value is null)]);
        generation.Find("a")!.IsAvailable.ShouldBeFalse();
        generation.Find("b")!.IsAvailable.ShouldBeTrue();
        generation.Find("c").ShouldBeNull();
    }

    [Fact]
    public async Task Resolve_ValueThatDoesNotFitItsEncoding_IsNotRepeatedInTheFailure()
    {
        var source = new TestSource("canary-7f3a");

        var generation = await _store.ResolveAsync(
            [new SecretDefinition("a", source, SecretEncoding.Hex, "1")], asks: true, TestContext.Current.CancellationToken);

        generation.Failures.ShouldBe([new SecretFailure("a", "its value is empty or not hex", IsAbsent: false)]);
    }

    [Theory]
    [InlineData("hunter2-canary", SecretEncoding.Pem, "it is not PEM: there is no line that begins with -----BEGIN")]
    [InlineData("-----BEGIN canary-----\ncanary\n", SecretEncoding.Pem, "")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nY2FuYXJ5\n-----END PRIVATE KEY-----", SecretEncoding.Pem, "")]
    [InlineData("canary", SecretEncoding.Jwk, "it is no JSON Web Key: it does not begin with a brace")]
    [InlineData("{canary", SecretEncoding.Jwk, "it begins like JSON, but is not acceptable JSON")]
    [InlineData("{\"kty\":\"canary\"}", SecretEncoding.Jwk, "the JSON Web Key is of a type other than RSA, EC and oct")]
    [InlineData("{\"kty\":\"oct\",\"k\":\"canary!\"}", SecretEncoding.Jwk, "'k' must be base64url, and not empty")]
    public async Task Resolve_TextThatHoldsNoKey_SaysWhatIsWrongAndNothingOfIt(string value, SecretEncoding encoding, string reason)
    {
        var generation = await _store.ResolveAsync(
            [new SecretDefinition("a", new TestSource(value), encoding, "1")], asks: true, TestContext.Current.CancellationToken);

        var failure = generation.Failures.ShouldHaveSingleItem();
        failure.Reason.ShouldContain(reason);
        failure.Reason.ShouldNotContain("canary");
        failure.IsAbsent.ShouldBeFalse();
        generation.Find("a")!.IsAvailable.ShouldBeFalse();
    }

    [Fact]
    public async Task Resolve_TextThatHoldsAKey_KeepsTheText()
    {
        var jwk = SampleKeys.Jwk(new byte[32]);

        var generation = await _store.ResolveAsync(
            [
                new SecretDefinition("pem", new TestSource($"{SampleKeys.Rsa}\n"), SecretEncoding.Pem, "1"),
                new SecretDefinition("jwk", new TestSource($" {jwk}\n"), SecretEncoding.Jwk, "1"),
                new SecretDefinition("set", new TestSource($$"""{"keys":[{{jwk}}]}"""), SecretEncoding.Jwk, "1"),
            ],
            asks: true,
            TestContext.Current.CancellationToken);

        generation.Failures.ShouldBeEmpty();
        Text(generation, "pem").ShouldBe(SampleKeys.Rsa.Trim());
        Text(generation, "jwk").ShouldBe(jwk);
        _store.Discard(generation);
    }

    [Fact]
    public async Task ReadKeyMessages_OfSecretsThatWereUsedAsKeys_CountsWhatWasSealedWithGcm()
    {
        var generation = await _store.ResolveAsync(
            [new SecretDefinition("used", new TestSource(new string('k', 32)), SecretEncoding.Utf8, "1"), new SecretDefinition("idle", _a, SecretEncoding.Utf8, "1")],
            asks: true,
            TestContext.Current.CancellationToken);
        _store.Commit(generation);
        _store.ReadKeyMessages().ShouldBeEmpty("nobody took one for a key");
        var plan = EnvelopePlan.TryCompile(
            new EnvelopePreset(GatewayTransforms.Envelopes["jwe"], new EnvelopeSettings { Algorithm = "dir", Text = true }),
            generation.Find("used")!, KeyUse.Seal, TimeProvider.System, static (_, problem) => problem.ShouldBeNull())!;

        for (var i = 0; i < 3; i++)
        {
            plan.Key.TryLease(out var lease).ShouldBeTrue();
            using var body = new PooledBuffer();
            using (lease)
            {
                plan.Seal("x"u8.ToArray(), lease.Value, body, null).ShouldBe(SealFault.None);
            }
        }

        _store.ReadKeyMessages().ShouldBe([(plan.Key, 3, false)]);
        plan.Key.HasSealed(GcmCounter.WarningAt);
        _store.ReadKeyMessages().ShouldBe([(plan.Key, GcmCounter.WarningAt, true)]);
    }

    [Fact]
    public async Task AllAvailable_OneSecretMissing_IsFalse()
    {
        _a.Value = null;
        await CommitAsync();
        _store.AllAvailable.ShouldBeFalse();

        _a.Value = "a1";
        await CommitAsync();
        _store.AllAvailable.ShouldBeTrue();
    }

    [Fact]
    public async Task Commit_ValueChanged_ZeroesTheOldOneAfterTheRetirement()
    {
        var first = await CommitAsync();
        first.Find("a")!.TryLease(out var lease).ShouldBeTrue();
        _a.Value = "a2";
        var second = await CommitAsync();

        _clock.Advance(Retirement - TimeSpan.FromTicks(1));
        Text(first, "a").ShouldBe("a1");

        _clock.Advance(TimeSpan.FromTicks(1));
        first.Find("a")!.IsAvailable.ShouldBeFalse();
        Text(second, "a").ShouldBe("a2");
        Text(second, "b").ShouldBe("b1");

        Encoding.UTF8.GetString(lease.Bytes).ShouldBe("a1");
        lease.Dispose();
        Should.Throw<ObjectDisposedException>(() => lease.Bytes.Length);
    }

    [Fact]
    public async Task Commit_SeveralGenerations_RetireEachAtItsTime()
    {
        var first = await CommitAsync();
        _a.Value = "a2";
        var second = await CommitAsync();
        _clock.Advance(TimeSpan.FromMinutes(10));
        _a.Value = "a3";
        var third = await CommitAsync();

        _clock.Advance(TimeSpan.FromMinutes(5));
        first.Find("a")!.IsAvailable.ShouldBeFalse();
        second.Find("a")!.IsAvailable.ShouldBeTrue();

        _clock.Advance(TimeSpan.FromMinutes(10));
        second.Find("a")!.IsAvailable.ShouldBeFalse();
        Text(third, "a").ShouldBe("a3");
    }

    [Fact]
    public async Task Commit_SecretLeftOut_IsRetired()
    {
        var first = await CommitAsync();

        _store.Commit(await _store.ResolveAsync([Definition("b", _b)], asks: true, TestContext.Current.CancellationToken));
        _clock.Advance(Retirement);

        first.Find("a")!.IsAvailable.ShouldBeFalse();
        Text(first, "b").ShouldBe("b1");
    }

    [Fact]
    public async Task Discard_UnusedGeneration_ZeroesOnlyWhatIsNew()
    {
        var first = await CommitAsync();
        _a.Value = "a2";
        var second = await ResolveAsync();

        _store.Discard(second);

        second.Find("a")!.IsAvailable.ShouldBeFalse();
        Text(first, "a").ShouldBe("a1");
        Text(first, "b").ShouldBe("b1");
        _store.AllAvailable.ShouldBeTrue();
    }

    [Fact]
    public async Task Dispose_GenerationsStillRetiring_ZeroesThemToo()
    {
        var first = await CommitAsync();
        _a.Value = "a2";
        var second = await CommitAsync();

        _store.Dispose();

        first.Find("a")!.IsAvailable.ShouldBeFalse();
        second.Find("a")!.IsAvailable.ShouldBeFalse();
        second.Find("b")!.IsAvailable.ShouldBeFalse();
    }

    private static SecretDefinition Definition(string name, TestSource source, string fingerprint = "1") =>
        new(name, source, SecretEncoding.Utf8, fingerprint);

    private static string Text(SecretGeneration generation, string name)
    {
        generation.Find(name).ShouldNotBeNull().TryLease(out var lease).ShouldBeTrue();
        using (lease)
        {
            return Encoding.UTF8.GetString(lease.Bytes);
        }
    }

    private async Task<SecretGeneration> CommitAsync()
    {
        var generation = await ResolveAsync();
        _store.Commit(generation);
        return generation;
    }

    private async Task<SecretGeneration> ResolveAsync(string fingerprint = "1") =>
        await _store.ResolveAsync([Definition("a", _a, fingerprint), Definition("b", _b, fingerprint)], asks: true, TestContext.Current.CancellationToken);
}
