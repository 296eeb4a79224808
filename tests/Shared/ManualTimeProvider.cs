namespace Gateway.Tests.Shared;

/// <summary>A clock that stands still until the test moves it; timers fire while it is moved, on the thread that moves it. Thread-safe.</summary>
/// <param name="start">Where it stands at first; by default at the present, so that certificates made beside it are valid.</param>
internal sealed class ManualTimeProvider(DateTimeOffset? start = null) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = start ?? System.GetUtcNow();
    private TimeSpan _offset;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now + _offset;
        }
    }

    public override long GetTimestamp()
    {
        lock (_lock)
        {
            return _now.Ticks;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock on, stopping at every timer that falls due on the way.</summary>
    public void Advance(TimeSpan time)
    {
        var end = new DateTimeOffset(GetTimestamp(), TimeSpan.Zero) + time;
        while (TakeDue(end) is { } due)
        {
            due.Fire();
        }

        lock (_lock)
        {
            _now = end;
        }
    }

    /// <summary>Sets the wall clock alone by <paramref name="time"/>, as somebody who corrects it, or a machine that was suspended: no timer and no time stamp notices.</summary>
    public void SetWallClock(TimeSpan time)
    {
        lock (_lock)
        {
            _offset += time;
        }
    }

    /// <summary>How many timers would fire if the clock were moved by <paramref name="span"/>.</summary>
    public int TimersDueWithin(TimeSpan span)
    {
        lock (_lock)
        {
            return _timers.Count(timer => timer.Due <= _now + span);
        }
    }

    /// <summary>How many timers are running that were set to fire after <paramref name="span"/>, however much of it is left.</summary>
    public int TimersSetFor(TimeSpan span)
    {
        lock (_lock)
        {
            return _timers.Count(timer => timer.Span == span);
        }
    }

    internal void Schedule(ManualTimer timer, TimeSpan dueTime)
    {
        lock (_lock)
        {
            _timers.Remove(timer);
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                timer.Span = dueTime;
                timer.Due = _now + dueTime;
                _timers.Add(timer);
            }
        }
    }

    private ManualTimer? TakeDue(DateTimeOffset end)
    {
        lock (_lock)
        {
            var due = _timers.Where(timer => timer.Due <= end).MinBy(static timer => timer.Due);
            if (due is not null)
            {
                _timers.Remove(due);
                _now = due.Due;
            }

            return due;
        }
    }
}
