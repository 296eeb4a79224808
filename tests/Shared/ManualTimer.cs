namespace Gateway.Tests.Shared;

/// <summary>A timer of a <see cref="ManualTimeProvider"/>.</summary>
internal sealed class ManualTimer(ManualTimeProvider clock, Action callback) : ITimer
{
    private TimeSpan _period = Timeout.InfiniteTimeSpan;

    /// <summary>When it fires next; the clock's to set and to read.</summary>
    public DateTimeOffset Due { get; set; }

    /// <summary>How long before that it was set; the clock's to set and to read.</summary>
    public TimeSpan Span { get; set; }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        // As the framework's timers do, a period of nothing fires once.
        _period = period == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : period;
        clock.Schedule(this, dueTime);
        return true;
    }

    public void Fire()
    {
        clock.Schedule(this, _period);
        callback();
    }

    public void Dispose() => clock.Schedule(this, Timeout.InfiniteTimeSpan);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
