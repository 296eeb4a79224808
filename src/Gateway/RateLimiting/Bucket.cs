namespace Gateway.RateLimiting;

/// <summary>
/// The permits of one partition, filled up by looking at the clock whenever they are asked for. Whoever uses a member but
/// <see cref="Gate"/> holds that.
/// </summary>
/// <param name="rate">How fast permits come back, and how many can be saved up.</param>
/// <param name="gate">What guards the bucket; buckets may share one.</param>
internal sealed class Bucket(TokenRate rate, Lock gate)
{
    private long _missing;
    private long _at;

    public Lock Gate => gate;

    /// <summary>The partition, where there are several.</summary>
    public UInt128 Key { get; set; }

    /// <summary>Who waits for a permit, in the order in which they came; null when nobody does.</summary>
    public LinkedList<Waiter>? Line { get; set; }

    /// <summary>Fires when the first in <see cref="Line"/> can have a permit.</summary>
    public ITimer? Alarm { get; set; }

    /// <summary>Whether it could be replaced by a new one without anybody getting a permit more or less.</summary>
    public bool IsLikeNew(long now)
    {
        Fill(now);
        return _missing == 0 && Line is null;
    }

    /// <summary>Takes a permit, if there is one.</summary>
    public bool TryTake(long now)
    {
        Fill(now);
        if (_missing > rate.Capacity - rate.Cost)
        {
            return false;
        }

        _missing += rate.Cost;
        return true;
    }

    /// <summary>How many whole permits there are.</summary>
    public int CountPermits(long now)
    {
        Fill(now);
        return (int)((rate.Capacity - _missing) / rate.Cost);
    }

    /// <summary>In how many ticks there will be <paramref name="permits"/> permits, if nobody takes one.</summary>
    public long TicksUntil(int permits, long now)
    {
        Fill(now);
        return rate.TicksFor(Math.Max(0, _missing + (permits * rate.Cost) - rate.Capacity));
    }

    private void Fill(long now)
    {
        // Another thread, which had looked at the clock later, may have been here before.
        var elapsed = now - _at;
        if (elapsed <= 0)
        {
            return;
        }

        _missing = elapsed < rate.TicksToFill ? Math.Max(0, _missing - (elapsed * rate.Gain)) : 0;
        _at = now;
    }
}
