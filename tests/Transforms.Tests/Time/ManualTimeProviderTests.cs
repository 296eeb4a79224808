using Gateway.Tests.Shared;

namespace Gateway.Transforms.Tests.Time;

/// <summary>The other tests trust this clock, so it is tested too.</summary>
public sealed class ManualTimeProviderTests
{
    [Fact]
    public void Timer_BeforeItsTime_DoesNotFire()
    {
        var clock = new ManualTimeProvider();
        var fired = 0;
        using var timer = clock.CreateTimer(_ => fired++, null, TimeSpan.FromMinutes(1), Timeout.InfiniteTimeSpan);

        clock.Advance(TimeSpan.FromSeconds(59));
        fired.ShouldBe(0);

        clock.Advance(TimeSpan.FromSeconds(1));
        fired.ShouldBe(1);

        clock.Advance(TimeSpan.FromHours(1));
        fired.ShouldBe(1);
    }

    [Fact]
    public void Timer_WithAPeriod_FiresEachTimeAndSeesTheTimeItWasDue()
    {
        var clock = new ManualTimeProvider();
        var start = clock.GetUtcNow();
        var seen = new List<TimeSpan>();
        using var timer = clock.CreateTimer(_ => seen.Add(clock.GetUtcNow() - start), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));

        clock.Advance(TimeSpan.FromSeconds(6));

        seen.ShouldBe([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(5)]);
        clock.GetUtcNow().ShouldBe(start + TimeSpan.FromSeconds(6));
    }

    [Fact]
    public void Timer_Disposed_DoesNotFire()
    {
        var clock = new ManualTimeProvider();
        var fired = 0;
        clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)).Dispose();

        clock.Advance(TimeSpan.FromMinutes(1));

        fired.ShouldBe(0);
    }

    [Fact]
    public void Timer_WhileItRuns_IsFoundByWhatItWasSetFor()
    {
        var clock = new ManualTimeProvider();
        using var timer = clock.CreateTimer(static _ => { }, null, TimeSpan.FromMinutes(1), Timeout.InfiniteTimeSpan);

        clock.Advance(TimeSpan.FromSeconds(59));
        clock.TimersSetFor(TimeSpan.FromMinutes(1)).ShouldBe(1);
        clock.TimersSetFor(TimeSpan.FromSeconds(1)).ShouldBe(0);

        clock.Advance(TimeSpan.FromSeconds(1));
        clock.TimersSetFor(TimeSpan.FromMinutes(1)).ShouldBe(0);
    }
}
