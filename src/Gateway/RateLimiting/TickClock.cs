namespace Gateway.RateLimiting;

/// <summary>The monotonic time in whole ticks of 100 ns. Always reckoned from the same beginning: there is no rounding that could add up.</summary>
internal sealed class TickClock(TimeProvider clock)
{
    private readonly long _origin = clock.GetTimestamp();
    private readonly long _frequency = clock.TimestampFrequency;

    public long Now
    {
        get
        {
            var elapsed = clock.GetTimestamp() - _origin;
            return _frequency % TimeSpan.TicksPerSecond == 0
                ? elapsed / (_frequency / TimeSpan.TicksPerSecond)
                : (long)((Int128)elapsed * TimeSpan.TicksPerSecond / _frequency);
        }
    }

    /// <summary>A timer that fires once, in not less than <paramref name="ticks"/> ticks.</summary>
    public ITimer CreateTimer(TimerCallback callback, object state, long ticks) => clock.CreateTimer(callback, state, DueTime(ticks), Timeout.InfiniteTimeSpan);

    /// <summary>Timers count whole milliseconds, and cut off what is beyond: one that fired too early would only have to be set again.</summary>
    public static TimeSpan DueTime(long ticks) =>
        TimeSpan.FromMilliseconds(Math.Max(1, (ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond));
}
