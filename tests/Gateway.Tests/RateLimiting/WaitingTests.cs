using System.Threading.RateLimiting;
using Gateway.Configuration.Options;
using Gateway.RateLimiting;

namespace Gateway.Tests.RateLimiting;

/// <summary>A request that may wait gets its permit in turn, or an answer that there is none: no waiting is forgotten.</summary>
public sealed class WaitingTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Waiters_GetPermits_InTheOrderInWhichTheyCame()
    {
        using var bench = new LimiterBench(queue: 3);
        bench.Takes().ShouldBeTrue();
        var waiting = Enumerable.Range(0, 3).Select(_ => bench.WaitAsync()).ToList();
        bench.Reading.Waiting.ShouldBe(3);

        for (var i = 0; i < 3; i++)
        {
            bench.Clock.Advance(Second - TimeSpan.FromTicks(1));
            waiting.ShouldAllBe(static waiter => !waiter.IsCompleted);
            bench.Clock.Advance(TimeSpan.FromTicks(1));

            (await waiting[0]).IsAcquired.ShouldBeTrue();
            waiting.RemoveAt(0);
            waiting.ShouldAllBe(static waiter => !waiter.IsCompleted);
        }

        bench.Reading.Waiting.ShouldBe(0);
        bench.Clock.TimersDueWithin(TimeSpan.FromDays(1)).ShouldBe(0);
    }

    [Fact]
    public async Task Waiter_BehindAFullQueue_IsRefusedAtOnce_AndToldToComeAfterTheOthers()
    {
        using var bench = new LimiterBench(queue: 2);
        bench.Takes();
        var waiting = new[] { bench.WaitAsync(), bench.WaitAsync() };

        var refused = bench.WaitAsync();

        refused.IsCompleted.ShouldBeTrue();
        using var lease = await refused;
        lease.IsAcquired.ShouldBeFalse();
        lease.TryGetMetadata(MetadataName.RetryAfter, out var wait).ShouldBeTrue();
        wait.ShouldBe(TimeSpan.FromSeconds(3));
        waiting.ShouldAllBe(static waiter => !waiter.IsCompleted);
    }

    [Fact]
    public async Task Newcomer_WhileOthersWait_DoesNotGetAheadOfThem()
    {
        // As on a machine that is short of time: the next permit is there, and the timer for it has not fired.
        using var bench = new LimiterBench();
        var clock = new LateTimers();
        using var limiter = new RouteLimiter("r", LimiterBench.Limit(1, queue: 1), clock);
        limiter.AttemptAcquire(bench.Request()).IsAcquired.ShouldBeTrue();
        var waiting = limiter.AcquireAsync(bench.Request());
        clock.Now += TimeSpan.FromSeconds(5);

        limiter.AttemptAcquire(bench.Request()).IsAcquired.ShouldBeFalse();
        (await limiter.AcquireAsync(bench.Request())).IsAcquired.ShouldBeFalse();
        clock.FireAll();

        (await waiting).IsAcquired.ShouldBeTrue();
        limiter.AttemptAcquire(bench.Request()).IsAcquired.ShouldBeFalse();
    }

    [Fact]
    public async Task Waiter_WhoseCallerHasGone_LeavesItsSeatAndItsTurn()
    {
        using var gone = new CancellationTokenSource();
        using var bench = new LimiterBench(queue: 2);
        bench.Takes();
        var first = bench.WaitAsync(gone: gone.Token);
        var second = bench.WaitAsync();

        await gone.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => first);
        bench.Reading.Waiting.ShouldBe(1);
        var third = bench.WaitAsync();
        bench.Clock.Advance(Second);
        (await second).IsAcquired.ShouldBeTrue();
        third.IsCompleted.ShouldBeFalse();
        bench.Clock.Advance(Second);
        (await third).IsAcquired.ShouldBeTrue();
    }

    [Fact]
    public async Task Waiter_WhoIsTheLastToGo_LeavesNoTimer()
    {
        using var gone = new CancellationTokenSource();
        using var bench = new LimiterBench(queue: 1);
        bench.Takes();
        var waiting = bench.WaitAsync(gone: gone.Token);
        bench.Clock.TimersDueWithin(Second).ShouldBe(1);

        await gone.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
        bench.Clock.TimersDueWithin(TimeSpan.FromDays(1)).ShouldBe(0);
        bench.Clock.Advance(Second);
        bench.Takes().ShouldBeTrue();
    }

    [Fact]
    public async Task Waiter_WhoHasGoneBefore_DoesNotTakeASeat()
    {
        using var bench = new LimiterBench(queue: 1);
        bench.Takes();

        await Should.ThrowAsync<OperationCanceledException>(() => bench.WaitAsync(gone: new CancellationToken(canceled: true)));

        bench.Reading.Waiting.ShouldBe(0);
    }

    [Fact]
    public async Task Seats_OfAllPartitions_AreTheRoutes()
    {
        using var bench = new LimiterBench(by: PartitionBy.Address, queue: 2);
        string[] addresses = ["10.0.0.1", "10.0.0.2", "10.0.0.3"];
        addresses.ShouldAllBe(address => bench.Takes(address));
        var waiting = new[] { bench.WaitAsync(addresses[0]), bench.WaitAsync(addresses[1]) };

        (await bench.WaitAsync(addresses[2])).IsAcquired.ShouldBeFalse();
        bench.Clock.Advance(Second);

        (await Task.WhenAll(waiting)).ShouldAllBe(static lease => lease.IsAcquired);
        bench.Reading.Waiting.ShouldBe(0);
    }

    [Fact]
    public async Task Partition_WithSomebodyWaiting_IsNotForgotten_EvenIfItIsFullAgain()
    {
        using var bench = new LimiterBench(by: PartitionBy.Address);
        var clock = new LateTimers();
        using var limiter = new RouteLimiter("r", LimiterBench.Limit(1, by: PartitionBy.Address, queue: 1), clock);
        var request = bench.Request("203.0.113.1");
        limiter.AttemptAcquire(request).IsAcquired.ShouldBeTrue();
        var waiting = limiter.AcquireAsync(request);
        var others = bench.Request();
        for (var i = 0; i < 100_000; i++)
        {
            clock.Now += TimeSpan.FromMilliseconds(1);
            others.Connection.RemoteIpAddress = new System.Net.IPAddress(i + 0x0A00_0000L);
            limiter.AttemptAcquire(others);
        }

        limiter.AttemptAcquire(request).IsAcquired.ShouldBeFalse();
        clock.FireAll();

        (await waiting).IsAcquired.ShouldBeTrue();
        limiter.AttemptAcquire(request).IsAcquired.ShouldBeFalse();
    }

    [Theory]
    [InlineData(nameof(PartitionBy.Route))]
    [InlineData(nameof(PartitionBy.Address))]
    public async Task Dispose_WithRequestsWaiting_SendsThemAway_AndLetsNobodyWaitAgain(string by)
    {
        using var bench = new LimiterBench(permits: 2, by: Enum.Parse<PartitionBy>(by), queue: 5);
        bench.TakeAll("10.0.0.1").ShouldBe(2);
        var waiting = Enumerable.Range(0, 5).Select(_ => bench.WaitAsync("10.0.0.1")).ToList();

        bench.Limiter.Dispose();

        var leases = await Task.WhenAll(waiting);
        leases.ShouldAllBe(static lease => !lease.IsAcquired);
        bench.Reading.Waiting.ShouldBe(0);
        bench.Clock.TimersDueWithin(TimeSpan.FromDays(1)).ShouldBe(0);
        (await bench.WaitAsync("10.0.0.1")).IsAcquired.ShouldBeFalse();
        bench.Clock.Advance(Second);
        bench.TakeAll("10.0.0.1").ShouldBe(2);
    }

    [Fact]
    public async Task Waiters_OfManyThreadsThatComeAndGo_AreAllAnswered_WithinTheLimit()
    {
        const int Callers = 64, Rounds = 40, Permits = 5;
        using var bench = new LimiterBench(Permits, queue: Callers / 2);
        var granted = 0;
        var ended = 0;
        var callers = Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                using var gone = new CancellationTokenSource();
                var waiting = bench.WaitAsync(gone: gone.Token);
                if ((caller + round) % 3 == 0)
                {
                    await gone.CancelAsync();
                }

                try
                {
                    Interlocked.Add(ref granted, (await waiting).IsAcquired ? 1 : 0);
                }
                catch (OperationCanceledException)
                {
                    // One of those that went.
                }
            }

            Interlocked.Increment(ref ended);
        })).ToArray();

        var seconds = 0;
        await Harness.Eventually.TrueAsync(
            () =>
            {
                bench.Clock.Advance(Second);
                seconds++;
                return Volatile.Read(ref ended) == Callers;
            },
            "a waiter was forgotten");
        await Task.WhenAll(callers);

        granted.ShouldBeInRange(1, Permits + (Permits * seconds));
        bench.Reading.Waiting.ShouldBe(0);
        bench.Clock.TimersDueWithin(TimeSpan.FromDays(1)).ShouldBe(0);
    }

    [Fact]
    public void Threads_ThatAskAtOnce_GetExactlyThePermitsThatThereAre()
    {
        const int Threads = 8, Permits = 250_000;
        using var bench = new LimiterBench(Permits, burst: Permits * 2);
        foreach (var (pause, expected) in new[] { (0, 2 * Permits), (1, Permits), (500, 2 * Permits), (0, 0) })
        {
            bench.Clock.Advance(TimeSpan.FromSeconds(pause));
            var taken = 0;
            var start = new Barrier(Threads);
            var threads = Enumerable.Range(0, Threads).Select(_ => new Thread(() =>
            {
                // One request for all of its asking: as little as can be between two times.
                var request = bench.Request();
                var own = 0;
                start.SignalAndWait();
                while (bench.Takes(request))
                {
                    own++;
                }

                Interlocked.Add(ref taken, own);
            })).ToList();
            threads.ForEach(static thread => thread.Start());
            threads.ForEach(static thread => thread.Join());
            start.Dispose();

            taken.ShouldBe(expected);
        }
    }

    private sealed class LateTimers : TimeProvider
    {
        private readonly List<TimerCallback> _callbacks = [];
        private readonly List<object?> _states = [];

        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _callbacks.Add(callback);
            _states.Add(state);
            return new NoTimer();
        }

        public void FireAll()
        {
            for (var i = 0; i < _callbacks.Count; i++)
            {
                _callbacks[i](_states[i]);
            }
        }
    }

    private sealed class NoTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
