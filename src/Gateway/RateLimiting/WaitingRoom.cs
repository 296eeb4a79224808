namespace Gateway.RateLimiting;

/// <summary>
/// Where the requests of a route wait, each in the line of its bucket, first come first served. The seats are the route's and not a bucket's:
/// callers that can choose their bucket could otherwise wait in any number. Whoever calls holds the gate of the bucket, but for
/// <see cref="Leave"/> and <see cref="Close"/>.
/// </summary>
internal sealed class WaitingRoom(int seats, TickClock clock)
{
    private int _taken;
    private volatile bool _isClosed;

    /// <summary>How many wait.</summary>
    public int Count => Volatile.Read(ref _taken);

    /// <summary>From now on nobody may begin to wait; <see cref="Empty"/> ends the waiting of those who have.</summary>
    public void Close() => _isClosed = true;

    /// <summary>Joins the line for a permit; null when there is no seat.</summary>
    public Waiter? TryEnter(Bucket bucket, long now)
    {
        if (_isClosed || !TryTakeSeat())
        {
            return null;
        }

        var waiter = new Waiter(bucket);
        bucket.Line ??= new LinkedList<Waiter>();
        bucket.Line.AddLast(waiter.Place);
        bucket.Alarm ??= clock.CreateTimer(state => Serve((Bucket)state!), bucket, bucket.TicksUntil(1, now));
        return waiter;
    }

    /// <summary>Ends the waiting of one whose caller has gone, unless it has ended already.</summary>
    public void Leave(Waiter waiter, CancellationToken gone)
    {
        var bucket = waiter.Bucket;
        lock (bucket.Gate)
        {
            if (waiter.Place.List is { } line)
            {
                line.Remove(waiter.Place);
                Interlocked.Decrement(ref _taken);
                waiter.TrySetCanceled(gone);
                EndLineIfEmpty(bucket);
            }
        }
    }

    /// <summary>Sends all who wait for this bucket away without a permit.</summary>
    public void Empty(Bucket bucket, long now)
    {
        while (bucket.Line?.First is { } first)
        {
            Release(first, new Attempt(false, 0, bucket.TicksUntil(1, now)));
        }

        EndLineIfEmpty(bucket);
    }

    private void Serve(Bucket bucket)
    {
        lock (bucket.Gate)
        {
            var now = clock.Now;
            while (bucket.Line?.First is { } first && bucket.TryTake(now))
            {
                var others = bucket.Line.Count - 1;
                Release(first, new Attempt(true, bucket.CountPermits(now), bucket.TicksUntil(1 + others, now)));
            }

            if (!EndLineIfEmpty(bucket))
            {
                bucket.Alarm!.Change(TickClock.DueTime(bucket.TicksUntil(1, now)), Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Release(LinkedListNode<Waiter> place, Attempt attempt)
    {
        place.List!.Remove(place);
        Interlocked.Decrement(ref _taken);
        place.Value.TrySetResult(attempt);
    }

    /// <summary>A line without anybody in it would keep a timer, and its bucket from being replaced.</summary>
    private static bool EndLineIfEmpty(Bucket bucket)
    {
        if (bucket.Line is { Count: > 0 })
        {
            return false;
        }

        bucket.Line = null;
        bucket.Alarm?.Dispose();
        bucket.Alarm = null;
        return true;
    }

    private bool TryTakeSeat()
    {
        var taken = Volatile.Read(ref _taken);
        while (taken < seats)
        {
            var seen = Interlocked.CompareExchange(ref _taken, taken + 1, taken);
            if (seen == taken)
            {
                return true;
            }

            taken = seen;
        }

        return false;
    }
}
