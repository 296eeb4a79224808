using System.Text;
using Gateway.Tests.Shared;
using Gateway.Transforms.Secrets;

namespace Gateway.Transforms.Tests.Secrets;

/// <summary>A secret that is read again while it is in use: when, what becomes of what was read, and how long the last good value lasts.</summary>
public sealed class CachedSecretTests : IDisposable
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan MaxStale = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(200);

    private readonly ManualTimeProvider _clock = new();
    private readonly SecretStore _store;
    private readonly ScriptedSource _source;
    private readonly List<SecretRefresh> _told = [];

    public CachedSecretTests()
    {
        _store = new SecretStore(_clock);
        _source = new ScriptedSource(_clock);
    }

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Due_ComesBetweenNineTenthsOfRefreshAndAllOfIt()
    {
        var secret = await CommitAsync();

        _clock.Advance(Refresh * 0.89);
        secret.IsDue.ShouldBeFalse();
        _clock.Advance(Refresh * 0.11);
        secret.IsDue.ShouldBeTrue();
    }

    [Fact]
    public async Task Due_OfManySecretsReadTogether_IsSpread()
    {
        var early = 0;
        for (var i = 0; i < 200; i++)
        {
            var secret = await CommitAsync(fingerprint: $"{i}");
            _clock.Advance(Refresh * 0.95);
            early += secret.IsDue ? 1 : 0;
        }

        early.ShouldBeInRange(40, 160, "half of them, if it is left to chance: under 40 or over 160 has a probability below 1e-17");
    }

    [Fact]
    public async Task NewValue_IsCurrentAtOnce_AndTheOldOneIsZeroedWithItsLastLease()
    {
        var secret = await CommitAsync();
        secret.Handle.TryLease(out var inFlight).ShouldBeTrue();
        var old = inFlight.Value;
        _source.Value = "v2";

        (await RefreshAsync(secret)).Outcome.ShouldBe(RefreshOutcome.Rotated);

        Text(secret).ShouldBe("v2");
        Encoding.UTF8.GetString(old.Bytes).ShouldBe("v1");
        inFlight.Dispose();
        Should.Throw<ObjectDisposedException>(() => old.Bytes.Length);
    }

    [Fact]
    public async Task GivenUp_WhileItIsRead_EndsTheReading()
    {
        var secret = await CommitAsync();
        _source.Gate = new TaskCompletionSource();
        _source.HeedsCancellation = true;
        var reading = RefreshAsync(secret);
        await _source.UntilReadsAsync(2);

        _store.Dispose();

        (await reading).Outcome.ShouldBe(RefreshOutcome.Unchanged);
        _told.ShouldBeEmpty();
    }

    [Fact]
    public async Task SameValue_KeepsWhatWasMadeOfIt()
    {
        var secret = await CommitAsync();
        var version = secret.Handle.Version;
        secret.Handle.TryLease(out var before).ShouldBeTrue();

        (await RefreshAsync(secret)).Outcome.ShouldBe(RefreshOutcome.Unchanged);

        secret.Handle.TryLease(out var after).ShouldBeTrue();
        after.Value.ShouldBeSameAs(before.Value);
        secret.Handle.Version.ShouldBe(version);
        before.Dispose();
        after.Dispose();
    }

    [Fact]
    public async Task Failure_KeepsTheLastGoodValue_UntilMaxStale_AndAGoodOneBringsItBack()
    {
        var secret = await CommitAsync();
        _source.Value = null;
        _clock.Advance(Refresh);
        (await RefreshAsync(secret)).IsNewFailure.ShouldBeTrue();
        (await RefreshAsync(secret)).IsNewFailure.ShouldBeFalse("the reason is the same");

        _clock.Advance(MaxStale - Refresh);
        secret.TryWithdraw(out _).ShouldBeFalse();
        Text(secret).ShouldBe("v1");

        _clock.Advance(TimeSpan.FromTicks(1));
        secret.TryWithdraw(out _).ShouldBeTrue();
        secret.TryWithdraw(out _).ShouldBeFalse("it was given up already");
        secret.Handle.IsAvailable.ShouldBeFalse();
        _store.AllAvailable.ShouldBeFalse();

        _source.Value = "v1";
        (await RefreshAsync(secret)).Outcome.ShouldBe(RefreshOutcome.Rotated);
        Text(secret).ShouldBe("v1");
        secret.TryWithdraw(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task ProcessThatSlept_ReadsFirst_AndDoesNotRefuse()
    {
        var secret = await CommitAsync();

        _clock.Advance(MaxStale * 10);

        secret.IsDue.ShouldBeTrue();
        secret.TryWithdraw(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Reading_ThatHangs_EndsWithTheValue()
    {
        var secret = await CommitAsync();
        _clock.Advance(Refresh);
        _source.Gate = new TaskCompletionSource();
        var reading = secret.RefreshAsync(isRefused: false, Tell);
        await _source.UntilReadsAsync(2);

        _clock.Advance(MaxStale);

        secret.TryWithdraw(out var reason).ShouldBeTrue();
        reason.ShouldBe("reading it does not come to an end");
        _source.Gate.SetResult();
        await reading;
    }

    [Fact]
    public async Task Reading_ThatHangsAndCanBeCancelled_IsAFailureAfterHalfAMinute()
    {
        var secret = await CommitAsync();
        _source.Gate = new TaskCompletionSource();
        _source.HeedsCancellation = true;
        var reading = secret.RefreshAsync(isRefused: false, Tell);
        await _source.UntilReadsAsync(2);

        _clock.Advance(TimeSpan.FromSeconds(30));

        (await reading).Failure.ShouldBe("reading it took longer than 30 s");
        Text(secret).ShouldBe("v1");
    }

    [Fact]
    public async Task Failures_AreFurtherAndFurtherApart_ButNeverMoreThanHalfAMinute()
    {
        var secret = await CommitAsync(refresh: TimeSpan.FromHours(1), maxStale: TimeSpan.FromDays(1));
        _source.Value = null;
        var waits = new List<double>();
        for (var failure = 0; failure < 8; failure++)
        {
            await RefreshAsync(secret);
            var waited = 0;
            for (; !secret.IsDue; waited++)
            {
                _clock.Advance(TimeSpan.FromMilliseconds(100));
            }

            waits.Add(waited / 10.0);
        }

        double[] most = [1, 2, 4, 8, 16, 30, 30, 30];
        waits.Zip(most).ShouldAllBe(static pair => pair.First >= pair.Second / 2 && pair.First <= pair.Second + 0.1);
    }

    [Fact]
    public async Task StoreThatWantsToBeLeftAlone_IsLeftAlone_ByThoseWhoWereRefusedToo()
    {
        var secret = await CommitAsync();
        _source.Value = null;
        _source.RetryAfter = TimeSpan.FromSeconds(90);
        await RefreshAsync(secret);

        _clock.Advance(TimeSpan.FromSeconds(89));
        secret.IsDue.ShouldBeFalse();
        await secret.RefreshAsync(isRefused: true, Tell);
        _source.Reads.ShouldBe(2);

        _clock.Advance(TimeSpan.FromSeconds(1));
        secret.IsDue.ShouldBeTrue();
    }

    [Fact]
    public async Task Expiry_ThatBinds_IsReadAgainBefore_AndNotUsedAfter()
    {
        _source.Lifetime = TimeSpan.FromMinutes(10);
        var secret = await CommitAsync(refresh: TimeSpan.FromMinutes(5), chosen: false, maxStale: TimeSpan.FromMinutes(6));

        _clock.Advance(TimeSpan.FromMinutes(7));
        secret.IsDue.ShouldBeFalse("who gave it said how long it lasts: asking every five minutes would be for nothing");
        _clock.Advance(TimeSpan.FromMinutes(1));
        secret.IsDue.ShouldBeTrue("four fifths of its life are over");

        _source.Value = null;
        await RefreshAsync(secret);
        _clock.Advance(TimeSpan.FromMinutes(2) - TimeSpan.FromTicks(1));
        secret.TryWithdraw(out _).ShouldBeFalse("it is good to its end");
        _clock.Advance(TimeSpan.FromTicks(1));
        secret.TryWithdraw(out _).ShouldBeTrue();
    }

    [Fact]
    public async Task Expiry_WithARefreshThatSomebodyChose_IsReadAsOften()
    {
        _source.Lifetime = TimeSpan.FromMinutes(10);
        var secret = await CommitAsync();

        _clock.Advance(Refresh);

        secret.IsDue.ShouldBeTrue();
    }

    [Fact]
    public async Task Expiry_ThatIsAdvice_IsToldAndNothingElse()
    {
        _source.Lifetime = TimeSpan.FromMinutes(10);
        _source.IsExpiryAdvisory = true;
        var secret = await CommitAsync();

        _clock.Advance(TimeSpan.FromMinutes(11));

        secret.Status.Expiry.ShouldBe(-TimeSpan.FromMinutes(1));
        secret.TryWithdraw(out _).ShouldBeFalse();
        Text(secret).ShouldBe("v1");
    }

    [Fact]
    public async Task ValueThatHasExpiredAlready_IsNotTaken()
    {
        var secret = await CommitAsync();
        _source.Value = "v2";
        _source.Lifetime = TimeSpan.Zero;

        (await RefreshAsync(secret)).Failure.ShouldBe("what was read has expired already");

        Text(secret).ShouldBe("v1");
    }

    [Fact]
    public async Task ManyWhoWantItRead_CauseOneReading_AndAllHearOfIt()
    {
        var secret = await CommitAsync();
        _source.Gate = new TaskCompletionSource();
        _source.Value = "v2";

        var waiting = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => Task.Factory.StartNew(
            () => secret.RefreshAsync(isRefused: true, Tell), CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Default)));
        _source.Gate.SetResult();
        await Task.WhenAll(waiting);

        _source.Reads.ShouldBe(2, "the first, and one for all of them");
        _told.Count.ShouldBe(1);
        Text(secret).ShouldBe("v2");
    }

    [Fact]
    public async Task Refusals_ByMany_AreReadForOnceInFiveSeconds_AndPastCaches()
    {
        var secret = await CommitAsync();
        for (var i = 0; i < 100; i++)
        {
            await secret.RefreshAsync(isRefused: true, Tell);
        }

        _source.Reads.ShouldBe(2);
        _source.WasPastCaches.ShouldBeTrue();

        _clock.Advance(TimeSpan.FromSeconds(5));
        await secret.RefreshAsync(isRefused: true, Tell);
        _source.Reads.ShouldBe(3);
    }

    [Fact]
    public async Task Refusals_ThatGoOnForAnHour_AreReadForOnceAMinuteInTheEnd_ThoughThereIsANewValueEachTime()
    {
        var secret = await CommitAsync(refresh: TimeSpan.FromDays(1), maxStale: TimeSpan.FromDays(2));
        for (var second = 0; second < 3600; second++)
        {
            _source.Value = $"v{second}";
            await secret.RefreshAsync(isRefused: true, Tell);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        _source.Reads.ShouldBeInRange(60, 1 + 4 + 60, "the first; after 0, 5, 15 and 35 seconds; and each minute");
    }

    [Fact]
    public async Task Refusals_ThatReadingHelpsAgainst_AreReadForEveryFiveSeconds()
    {
        var secret = await CommitAsync();
        for (var times = 0; times < 20; times++)
        {
            await secret.RefreshAsync(isRefused: true, Tell);
            secret.Accept();
            _clock.Advance(TimeSpan.FromSeconds(5));
        }

        _source.Reads.ShouldBe(1 + 20);
    }

    [Fact]
    public async Task Refusal_AfterATimeWithoutAny_IsReadForAsSoonAsTheFirst()
    {
        var secret = await CommitAsync();
        foreach (var wait in new[] { 5, 10, 40 })
        {
            await secret.RefreshAsync(isRefused: true, Tell);
            _clock.Advance(TimeSpan.FromSeconds(wait));
        }

        await secret.RefreshAsync(isRefused: true, Tell);
        _clock.Advance(TimeSpan.FromSeconds(5));
        await secret.RefreshAsync(isRefused: true, Tell);

        _source.Reads.ShouldBe(1 + 5);
    }

    [Fact]
    public async Task Refusal_WhileItIsReadAnyway_IsReadForOnceMoreAfterwards()
    {
        var secret = await CommitAsync();
        var gate = _source.Gate = new TaskCompletionSource();
        var background = RefreshAsync(secret);
        await _source.UntilReadsAsync(2);

        var demanded = secret.RefreshAsync(isRefused: true, Tell);
        secret.RefreshAsync(isRefused: true, Tell).ShouldBeSameAs(demanded);
        secret.RefreshAsync(isRefused: false, Tell).ShouldBeSameAs(demanded);
        _source.Gate = null;
        _source.Reads.ShouldBe(2, "never twice at a time");
        gate.SetResult();
        await background;
        await demanded;

        _source.Reads.ShouldBe(3);
        _source.WasPastCaches.ShouldBeTrue();
    }

    [Fact]
    public async Task SecretThatIsNeverReadAgain_IsNotReadForARefusalEither()
    {
        var secret = await CommitAsync(refresh: null, maxStale: null);

        await secret.RefreshAsync(isRefused: true, Tell);
        _clock.Advance(TimeSpan.FromDays(3000));

        _source.Reads.ShouldBe(1);
        secret.IsDue.ShouldBeFalse();
        secret.TryWithdraw(out _).ShouldBeFalse();
        secret.Status.Staleness.ShouldBeNull();
    }

    [Fact]
    public async Task ValueThatAPlanCannotUse_IsNotTaken_AndNextTimeAllOfItIsReadForTheNewPlan()
    {
        var first = await ResolveAsync("1");
        first.Demand("s", static value => value.Length == 2 ? null : "it is not two letters");
        _store.Commit(first);
        var secret = _store.Secrets.Single();
        _source.Value = "three";

        var refresh = await RefreshAsync(secret);

        refresh.Failure.ShouldBe("it is not two letters");
        Text(secret).ShouldBe("v1");
        _source.IsRemote = true;

        var second = await ResolveAsync("1");
        second.Secrets.Single().ShouldNotBeSameAs(secret, "the new plans may have a use for it");
        _store.Commit(second);
        Text(_store.Secrets.Single()).ShouldBe("three");
    }

    [Fact]
    public async Task SecretOfAStore_ThatIsTheSame_IsNotAskedForAgain()
    {
        _source.IsRemote = true;
        var secret = await CommitAsync();

        _store.Commit(await ResolveAsync("1"));

        _source.Reads.ShouldBe(1);
        _store.Secrets.Single().ShouldBeSameAs(secret);
    }

    [Fact]
    public async Task SourceThatThrows_IsAFailure_WhoseTextIsNotRepeated()
    {
        var secret = await CommitAsync();
        _source.Fault = new InvalidOperationException("canary");

        var refresh = await RefreshAsync(secret);

        refresh.Failure.ShouldBe("reading it met a fault (InvalidOperationException)");
        Text(secret).ShouldBe("v1");
    }

    [Fact]
    public async Task SourceThatKnowsThatNothingChanged_ConfirmsTheValue_ButNotAFailure()
    {
        var secret = await CommitAsync();
        _source.IsUnchanged = true;
        _clock.Advance(MaxStale);
        (await RefreshAsync(secret)).Outcome.ShouldBe(RefreshOutcome.Unchanged);
        secret.Status.Staleness.ShouldBe(TimeSpan.Zero);

        _source.IsUnchanged = false;
        _source.Value = null;
        await RefreshAsync(secret);
        _source.IsUnchanged = true;
        (await RefreshAsync(secret)).Outcome.ShouldBe(RefreshOutcome.StillFailed);
        _clock.Advance(MaxStale + TimeSpan.FromTicks(1));
        secret.TryWithdraw(out _).ShouldBeTrue();
    }

    [Fact]
    public async Task Warning_IsSaidOnce_AndAgainWhenItIsAnother()
    {
        _source.Warning = "open to everybody";
        var secret = await CommitAsync();

        (await RefreshAsync(secret)).Warning.ShouldBeNull("it was said of the first reading");
        _source.Warning = "its token ends";
        (await RefreshAsync(secret)).Warning.ShouldBe("its token ends");
        (await RefreshAsync(secret)).Warning.ShouldBeNull();
    }

    [Fact]
    public async Task Status_TellsAgesAndLengths()
    {
        _source.ChangedAt = _clock.GetUtcNow() - TimeSpan.FromDays(90);
        var secret = await CommitAsync(rotateEvery: TimeSpan.FromDays(90));
        secret.Status.ShouldBe(new SecretStatus(secret.Handle, "literal", 2) { Age = TimeSpan.FromDays(90), Staleness = TimeSpan.Zero, IsOverdue = false });

        _clock.Advance(TimeSpan.FromSeconds(1));
        secret.Status.IsOverdue.ShouldBe(true);

        _source.Value = "v22";
        _source.ChangedAt = null;
        await RefreshAsync(secret);
        _clock.Advance(TimeSpan.FromSeconds(3));
        secret.Status.ShouldBe(new SecretStatus(secret.Handle, "literal", 3) { Age = TimeSpan.FromSeconds(3), Staleness = TimeSpan.FromSeconds(3), IsOverdue = false });
    }

    [Fact]
    public async Task SecretsThatAreReadWithOthers_AreReadAfterThem_AndWithTheirLaterValues()
    {
        var token = new ScriptedSource(_clock) { Value = "token-1" };
        var reference = new SecretReference("token");
        var reader = new ReferringSource(reference);
        _store.Commit(await _store.ResolveAsync(
            [
                new SecretDefinition("s", reader, SecretEncoding.Utf8, "1") { References = [reference], Refresh = Refresh },
                new SecretDefinition("token", token, SecretEncoding.Utf8, "1") { Refresh = Refresh },
            ],
            asks: true,
            TestContext.Current.CancellationToken));
        var secret = _store.Secrets.Single(static secret => secret.Definition.Name == "s");
        Text(secret).ShouldBe("read with token-1");

        token.Value = "token-2";
        await RefreshAsync(_store.Secrets.Single(static other => other.Definition.Name == "token"));
        await RefreshAsync(secret);

        Text(secret).ShouldBe("read with token-2");
    }

    [Fact]
    public async Task ValueThatWasWithdrawn_AndWhoseSourceSaysThatNothingChanged_IsReadWhole_AndBack()
    {
        var secret = await CommitAsync();
        _source.IsUnchanged = true;
        _clock.Advance(Refresh);
        _source.Gate = new TaskCompletionSource();
        var reading = secret.RefreshAsync(isRefused: false, Tell);
        await _source.UntilReadsAsync(2);
        _clock.Advance(MaxStale * 2);
        secret.TryWithdraw(out _).ShouldBeTrue();

        _source.KnowsPastCaches = true;
        _source.Gate.SetResult();
        await reading;

        Text(secret).ShouldBe("v1");
    }

    [Fact]
    public async Task WallClock_SetForward_IsReadAgainAtOnce()
    {
        _source.Lifetime = TimeSpan.FromHours(1);
        var secret = await CommitAsync(Refresh, MaxStale, chosen: false);

        _clock.SetWallClock(TimeSpan.FromHours(2));

        secret.TryWithdraw(out _).ShouldBeTrue();
        secret.IsDue.ShouldBeTrue("no time stamp would say so for most of an hour");
        await RefreshAsync(secret);
        Text(secret).ShouldBe("v1");
        secret.IsDue.ShouldBeFalse();
    }

    [Fact]
    public async Task WallClock_SetBack_DoesNotProlongAValue()
    {
        _source.Lifetime = TimeSpan.FromHours(1);
        var secret = await CommitAsync(Refresh, MaxStale, chosen: false);
        _source.Value = null;

        _clock.SetWallClock(TimeSpan.FromDays(-1));

        _clock.Advance(TimeSpan.FromMinutes(59));
        secret.TryWithdraw(out _).ShouldBeFalse();
        _clock.Advance(TimeSpan.FromMinutes(1));
        secret.TryWithdraw(out _).ShouldBeTrue();
    }

    [Fact]
    public async Task PlanThatThrowsAtAValue_IsAFailure_AndTheNextReadingIsLater()
    {
        var generation = await ResolveAsync("1");
        SecretValue? candidate = null;
        generation.Demand("s", value => throw new InvalidOperationException((candidate = value).ToString()));
        _store.Commit(generation);
        var secret = _store.Secrets.Single();
        _source.Value = "v2";
        _clock.Advance(Refresh);

        (await RefreshAsync(secret)).Failure.ShouldBe("judging it met a fault (InvalidOperationException)");

        secret.IsDue.ShouldBeFalse();
        Text(secret).ShouldBe("v1");
        Should.Throw<ObjectDisposedException>(() => candidate!.Bytes.Length);
    }

    [Fact]
    public async Task WhoeverIsTold_AndThrows_HoldsUpNobody()
    {
        var secret = await CommitAsync();
        _source.Value = "v2";

        (await secret.RefreshAsync(isRefused: false, static (_, _) => throw new InvalidOperationException())).Outcome.ShouldBe(RefreshOutcome.Rotated);
    }

    [Fact]
    public async Task Reading_ThatEndsAfterTheSecretIsGone_LeavesNoValue()
    {
        var secret = await CommitAsync();
        _source.Value = "v2";
        _source.Gate = new TaskCompletionSource();
        var reading = secret.RefreshAsync(isRefused: false, Tell);
        await _source.UntilReadsAsync(2);

        _store.Dispose();
        _source.Gate.SetResult();
        await reading;

        secret.Handle.IsAvailable.ShouldBeFalse("nobody would zero it");
    }

    [Fact]
    public async Task SecretThatIsKept_IsReadWithTheOthersOfTheNewGeneration()
    {
        var token = new ScriptedSource(_clock) { Value = "token-1" };
        _store.Commit(await ResolveWithTokenAsync(token));
        var secret = _store.Secrets.Single(static secret => secret.Definition.Name == "s");

        // Seen by the reload, before it was seen by the one who looks for new values.
        token.Value = "token-2";
        _store.Commit(await ResolveWithTokenAsync(token));

        _store.Secrets.Single(static secret => secret.Definition.Name == "s").ShouldBeSameAs(secret);
        await RefreshAsync(secret);
        Text(secret).ShouldBe("read with token-2");
        _clock.Advance(TimeSpan.FromMinutes(20));
        await RefreshAsync(secret);
        secret.Status.Failure.ShouldBeNull("the token of the generation before is gone by now");
    }

    [Fact]
    public async Task GenerationThatIsDiscarded_LeavesTheReferencesOfWhatIsKept()
    {
        var token = new ScriptedSource(_clock) { Value = "token-1" };
        _store.Commit(await ResolveWithTokenAsync(token));
        var secret = _store.Secrets.Single(static secret => secret.Definition.Name == "s");
        token.Value = "token-2";

        _store.Discard(await ResolveWithTokenAsync(token));

        await RefreshAsync(secret);
        Text(secret).ShouldBe("read with token-1");
    }

    [Fact]
    public async Task EverythingAtOnce_LeavesNoValueBehind_AndReadsOneAtATime()
    {
        var all = new HashSet<CachedSecret>();
        var source = new CountingSource();
        using var store = new SecretStore(_clock);
        for (var round = 0; round < 300; round++)
        {
            var next = await RestAsync(store.ResolveAsync(
                [new SecretDefinition("s", source, SecretEncoding.Utf8, $"{round / 3}") { Refresh = Refresh, IsRefreshChosen = true, MaxStale = MaxStale }],
                asks: true,
                TestContext.Current.CancellationToken));
            var secret = next.Secrets.Single();
            all.Add(secret);
            Task[] readings = [.. Enumerable.Range(0, 8).Select(number => Task.Run(() => secret.RefreshAsync(isRefused: number % 2 == 0, Tell)))];
            if (round % 5 == 4)
            {
                store.Discard(next);
            }
            else
            {
                store.Commit(next);
            }

            _clock.Advance(TimeSpan.FromSeconds(5 + (round % 7 * 200)));
            secret.TryWithdraw(out _);
            await Task.WhenAll(readings);
        }

        store.Dispose();

        all.ShouldAllBe(static secret => !secret.Handle.IsAvailable);
        source.MostAtOnce.ShouldBe(1);
    }

    private static string Text(CachedSecret secret)
    {
        secret.Handle.TryLease(out var lease).ShouldBeTrue();
        using (lease)
        {
            return Encoding.UTF8.GetString(lease.Bytes);
        }
    }

    private void Tell(CachedSecret secret, SecretRefresh refresh)
    {
        lock (_told)
        {
            _told.Add(refresh);
        }
    }

    /// <summary>A secret of a store that is read with a token.</summary>
    private async Task<SecretGeneration> ResolveWithTokenAsync(ScriptedSource token)
    {
        var reference = new SecretReference("token");
        return await RestAsync(_store.ResolveAsync(
            [
                new SecretDefinition("s", new ReferringSource(reference), SecretEncoding.Utf8, "1") { References = [reference], Refresh = Refresh, IsLocal = false },
                new SecretDefinition("token", token, SecretEncoding.Utf8, "1") { Refresh = Refresh },
            ],
            asks: true,
            TestContext.Current.CancellationToken));
    }

    /// <summary>Moves the clock on where a value that has changed is to rest before it is taken.</summary>
    private async Task<SecretGeneration> RestAsync(ValueTask<SecretGeneration> resolving)
    {
        var resolution = resolving.AsTask();
        while (!resolution.IsCompleted)
        {
            if (_clock.TimersSetFor(Rest) > 0)
            {
                _clock.Advance(Rest);
            }

            await Task.Yield();
        }

        return await resolution;
    }

    private Task<SecretRefresh> RefreshAsync(CachedSecret secret) => secret.RefreshAsync(isRefused: false, Tell);

    private Task<SecretGeneration> ResolveAsync(string fingerprint) => ResolveAsync(Define(fingerprint, Refresh, MaxStale));

    private async Task<SecretGeneration> ResolveAsync(SecretDefinition definition) =>
        await _store.ResolveAsync([definition], asks: true, TestContext.Current.CancellationToken);

    private async Task<CachedSecret> CommitAsync(
        TimeSpan? refresh, TimeSpan? maxStale, bool chosen = true, string fingerprint = "1", TimeSpan? rotateEvery = null)
    {
        _store.Commit(await ResolveAsync(Define(fingerprint, refresh, maxStale) with { IsRefreshChosen = chosen, RotateEvery = rotateEvery }));
        return _store.Secrets.Single();
    }

    private Task<CachedSecret> CommitAsync(string fingerprint = "1", TimeSpan? rotateEvery = null) =>
        CommitAsync(Refresh, MaxStale, fingerprint: fingerprint, rotateEvery: rotateEvery);

    private SecretDefinition Define(string fingerprint, TimeSpan? refresh, TimeSpan? maxStale) =>
        new("s", _source, SecretEncoding.Utf8, fingerprint) { Refresh = refresh, IsRefreshChosen = true, MaxStale = maxStale, IsLocal = !_source.IsRemote };

    /// <summary>A source with another value at every reading.</summary>
    private sealed class CountingSource : ISecretSource
    {
        private int _reading;
        private int _most;
        private int _value;

        public int MostAtOnce => _most;

        public async ValueTask<SecretReading> ReadAsync(bool pastCaches, CancellationToken cancellationToken)
        {
            _most = Math.Max(_most, Interlocked.Increment(ref _reading));
            await Task.Yield();
            var value = Encoding.UTF8.GetBytes($"v{Interlocked.Increment(ref _value)}");
            Interlocked.Decrement(ref _reading);
            return SecretReading.Found(value);
        }
    }

    private sealed class ReferringSource(SecretReference reference) : ISecretSource
    {
        public ValueTask<SecretReading> ReadAsync(bool pastCaches, CancellationToken cancellationToken)
        {
            reference.TryLease(out var lease).ShouldBeTrue();
            using (lease)
            {
                return ValueTask.FromResult(SecretReading.Found([.. "read with "u8, .. lease.Bytes]));
            }
        }
    }
}
