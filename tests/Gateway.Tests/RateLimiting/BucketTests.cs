using FsCheck;
using FsCheck.Fluent;
using Gateway.Configuration.Options;
using Gateway.RateLimiting;
using Gateway.Tests.Shared;

namespace Gateway.Tests.RateLimiting;

/// <summary>
/// A bucket gives as many permits as its rate says: not one more in any window, and not one less. The oracle knows nothing of buckets: it counts
/// the permits in every window that ends now, in whole numbers.
/// </summary>
public sealed class BucketTests
{
    private static readonly Gen<int> Odd = Gen.OneOf(Gen.Choose(1, 12), Gen.Elements(97, 1000, 999_983, 1_000_000));

    private static readonly Gen<RateLimitOptions> Limits =
        from permits in Odd
        from milliseconds in Gen.OneOf(Gen.Choose(1, 20), Gen.Elements(333, 1000, 1001, 60_000, 3_600_000, 86_400_000))
        from more in Gen.Choose(0, 5)
        select new RateLimitOptions(permits, TimeSpan.FromMilliseconds(milliseconds), permits + more, PartitionBy.Route, null, 0);

    /// <summary>Steps around the time of one permit, down to a single tick, and now and then a long one.</summary>
    private static readonly Gen<(RateLimitOptions Limit, long[] Steps)> Schedules =
        from limit in Limits.Where(static limit => limit.Burst < 200)
        let one = limit.Per.Ticks / limit.Permits
        let step = Gen.Frequency(
            (6, Gen.Constant(0L)),
            (3, Gen.Choose(-2, 2).Select(near => Math.Max(0, one + near))),
            (3, Gen.Choose(0, 1_000_000).Select(part => one * part / 500_000)),
            (1, Gen.Constant(limit.Per.Ticks)),
            (1, Gen.Constant(limit.Per.Ticks * 2 * limit.Burst / limit.Permits)))
        from steps in step.ArrayOf(80)
        select (limit, steps);

    [Fact]
    public void Bucket_OnAnySchedule_GivesExactlyWhatEveryWindowAllows() => Properties.Hold(Schedules, static schedule =>
    {
        var (limit, steps) = schedule;
        var bucket = new Bucket(new TokenRate(limit), new Lock());
        var given = new List<long>();
        var now = 0L;
        foreach (var step in steps)
        {
            now += step;

            // Rounds of asking, so that small buckets are emptied and large ones are not left full.
            for (var i = 0; i < 1 + (limit.Burst / 40); i++)
            {
                var isAllowed = Allows(limit, given, now);
                bucket.TryTake(now).ShouldBe(isAllowed, $"{limit} at {now}");
                if (isAllowed)
                {
                    given.Add(now);
                }
            }
        }
    });

    [Fact]
    public void Limiter_AskedByThreadsAtOnce_OnAnySchedule_GivesExactlyWhatEveryWindowAllows() => Properties.Hold(Schedules, static schedule =>
    {
        var (limit, steps) = schedule;
        using var bench = new LimiterBench(limit);
        var given = new List<long>();
        var now = 0L;
        foreach (var step in steps.Where(static step => step > 0).Take(6))
        {
            now += step;
            bench.Clock.Advance(TimeSpan.FromTicks(step));
            var taken = 0;
            Parallel.For(0, 4, _ => Interlocked.Add(ref taken, bench.TakeAll()));

            for (var i = 0; i < taken; i++)
            {
                Allows(limit, given, now).ShouldBeTrue($"{limit} at {now}: {taken} permits");
                given.Add(now);
            }

            Allows(limit, given, now).ShouldBeFalse($"{limit} at {now}: no more than {taken} permits");
        }
    });

    [Fact]
    public void Bucket_ToldWhenThereWillBePermits_HasThemThenAndNotATickBefore() => Properties.Hold(
        from limit in Limits
        from taken in Gen.Choose(0, Math.Min(limit.Burst, 2000))
        from idle in Gen.Choose(0, 100_000)
        from wanted in Gen.Choose(1, limit.Burst)
        select (limit, taken, idle, wanted),
        static sample =>
        {
            var (limit, taken, idle, wanted) = sample;
            var now = (long)idle;
            var bucket = new Bucket(new TokenRate(limit), new Lock());
            for (var i = 0; i < taken; i++)
            {
                bucket.TryTake(now).ShouldBeTrue();
            }

            bucket.CountPermits(now).ShouldBe(limit.Burst - taken);
            var ticks = bucket.TicksUntil(wanted, now);
            ticks.ShouldBeGreaterThanOrEqualTo(0);
            if (ticks > 0)
            {
                bucket.CountPermits(now + ticks - 1).ShouldBeLessThan(wanted);
            }

            bucket.CountPermits(now + ticks).ShouldBeGreaterThanOrEqualTo(wanted);
        });

    [Theory]
    [InlineData(7, 1)]
    [InlineData(3, 3_600)]
    [InlineData(104_729, 3_600)]
    public void Bucket_AskedForADayAtAnOddRate_NeitherLosesNorGainsAPermit(int permits, int seconds)
    {
        var limit = new RateLimitOptions(permits, TimeSpan.FromSeconds(seconds), permits, PartitionBy.Route, null, 0);
        var bucket = new Bucket(new TokenRate(limit), new Lock());
        var given = 0L;
        var now = 0L;
        var end = TimeSpan.TicksPerDay;
        var step = (limit.Per.Ticks / 3) + 1;
        for (; now < end; now = Math.Min(end, now + step))
        {
            TakeAll();
        }

        TakeAll();
        given.ShouldBe(permits + (86_400L * permits / seconds));

        void TakeAll()
        {
            // A bucket that gets full loses what comes after that: it never does here.
            bucket.IsLikeNew(now).ShouldBe(now == 0);
            while (bucket.TryTake(now))
            {
                given++;
            }
        }
    }

    [Fact]
    public void Bucket_AskedWithATimeThatIsPast_GivesNothingForIt()
    {
        var bucket = new Bucket(new TokenRate(LimiterBench.Limit(1)), new Lock());
        bucket.TryTake(20_000_000).ShouldBeTrue();

        bucket.TryTake(10_000_000).ShouldBeFalse();
        bucket.TryTake(0).ShouldBeFalse();
        bucket.TryTake(29_999_999).ShouldBeFalse();
        bucket.TryTake(30_000_000).ShouldBeTrue();
    }

    [Fact]
    public void Bucket_OfTheLargestLimitThereIs_IsStillExact()
    {
        var bucket = new Bucket(new TokenRate(LimiterBench.Limit(1, "24h", 1_000_000)), new Lock());
        for (var i = 0; i < 1_000_000; i++)
        {
            bucket.TryTake(0).ShouldBeTrue();
        }

        bucket.TryTake(TimeSpan.TicksPerDay - 1).ShouldBeFalse();
        bucket.TryTake(TimeSpan.TicksPerDay).ShouldBeTrue();
        bucket.TicksUntil(1_000_000, TimeSpan.TicksPerDay).ShouldBe(TimeSpan.TicksPerDay * 1_000_000);
        bucket.IsLikeNew(TimeSpan.TicksPerDay * 1_000_000).ShouldBeFalse();
        bucket.IsLikeNew(TimeSpan.TicksPerDay * 1_000_001).ShouldBeTrue();
    }

    [Theory]
    [InlineData(1_000_000_000)]
    [InlineData(10_000_000)]
    [InlineData(3_579_545)]
    [InlineData(1_000)]
    public void TickClock_OfWhateverFrequency_CountsTheSecondsOfAYearExactly(long frequency)
    {
        var source = new CountingClock(frequency) { Timestamp = 12_345 };
        var clock = new TickClock(source);
        const long Year = 365 * 86_400L;

        source.Timestamp += Year * frequency;
        clock.Now.ShouldBe(Year * TimeSpan.TicksPerSecond);
        source.Timestamp--;
        clock.Now.ShouldBeLessThan(Year * TimeSpan.TicksPerSecond);
    }

    /// <summary>Whether one permit more is allowed: in no window, of those that begin with a permit and end now, are there more than its time allows.</summary>
    private static bool Allows(RateLimitOptions limit, List<long> given, long now)
    {
        for (var i = 0; i < given.Count; i++)
        {
            var inWindow = given.Count - i + 1;
            if ((Int128)(inWindow - limit.Burst) * limit.Per.Ticks > (Int128)(now - given[i]) * limit.Permits)
            {
                return false;
            }
        }

        return limit.Burst >= 1;
    }

    private sealed class CountingClock(long frequency) : TimeProvider
    {
        public long Timestamp { get; set; }

        public override long TimestampFrequency => frequency;

        public override long GetTimestamp() => Timestamp;
    }
}
