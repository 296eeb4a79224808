using System.Threading.RateLimiting;
using Gateway.Configuration.Options;
using Gateway.Transforms.Exchange;

namespace Gateway.RateLimiting;

/// <summary>
/// The rate limit of one route: token buckets, one for each partition, in memory that does not grow with the number of callers. It writes the
/// fields by which the caller is told. <see cref="Dispose(bool)"/> ends the waiting, and only that: requests that hold a plan of the past
/// generation are still counted.
/// </summary>
internal sealed class RouteLimiter : PartitionedRateLimiter<HttpContext>
{
    /// <summary>Together 16,384 partitions, which take less than 4 MiB. Each shard has a lock of its own and grows without a long stop.</summary>
    private const int Shards = 16, MostPerShard = 1024;

    private readonly TickClock _clock;
    private readonly QuotaText _quota;
    private readonly IPartitionKey? _partitionKey;
    private readonly PartitionShard[] _shards = [];
    private readonly WaitingRoom _waitingRoom;

    /// <summary>The only one where all requests are counted together; elsewhere, that of those for which there is no place.</summary>
    private readonly Bucket _shared;

    public RouteLimiter(string route, RateLimitOptions options, TimeProvider clock)
    {
        var rate = new TokenRate(options);
        Options = options;
        _clock = new TickClock(clock);
        _quota = new QuotaText(route, options, rate);
        _shared = new Bucket(rate, new Lock());
        _waitingRoom = new WaitingRoom(options.Queue, _clock);
        _partitionKey = options.By switch
        {
            PartitionBy.Address => new AddressKey(),
            PartitionBy.Header => new HeaderKey(options.Header!),
            _ => null,
        };
        if (_partitionKey is not null)
        {
            _shards = [.. Enumerable.Range(0, Shards).Select(_ => new PartitionShard(rate, MostPerShard))];
        }
    }

    /// <summary>The limit. Another one, or another route's, is another limiter.</summary>
    public RateLimitOptions Options { get; }

    /// <summary>What can be told of the limit at this moment.</summary>
    public RateLimitReading Read(string route)
    {
        var partitions = 0;
        foreach (var shard in _shards)
        {
            lock (shard.Gate)
            {
                partitions += shard.Count;
            }
        }

        lock (_shared.Gate)
        {
            return new RateLimitReading(route, _shared.CountPermits(_clock.Now), partitions, _waitingRoom.Count);
        }
    }

    /// <summary>Not kept for single partitions: <see cref="Read"/> tells of the route.</summary>
    public override RateLimiterStatistics? GetStatistics(HttpContext resource) => null;

    protected override RateLimitLease AttemptAcquireCore(HttpContext resource, int permitCount)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(permitCount, 1);
        var attempt = Ask(resource, mayWait: false, out _);
        return attempt.IsGranted ? Grant(resource, attempt) : PermitLease.NotNow;
    }

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(HttpContext resource, int permitCount, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(permitCount, 1);
        var attempt = Ask(resource, mayWait: true, out var waiter);
        return waiter is null ? ValueTask.FromResult<RateLimitLease>(Conclude(resource, attempt)) : WaitAsync(resource, waiter, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        _waitingRoom.Close();
        Empty(_shared.Gate, [_shared]);
        foreach (var shard in _shards)
        {
            Empty(shard.Gate, shard.Buckets);
        }

        base.Dispose(disposing);
    }

    private void Empty(Lock gate, IEnumerable<Bucket> buckets)
    {
        lock (gate)
        {
            foreach (var bucket in buckets)
            {
                _waitingRoom.Empty(bucket, _clock.Now);
            }
        }
    }

    private Attempt Ask(HttpContext context, bool mayWait, out Waiter? waiter)
    {
        var now = _clock.Now;
        if (_partitionKey is not null)
        {
            var key = _partitionKey.Of(context);
            var shard = _shards[(uint)key.GetHashCode() % Shards];
            lock (shard.Gate)
            {
                if (shard.Find(key, now) is { } own)
                {
                    return Ask(own, now, mayWait, out waiter);
                }
            }
        }

        lock (_shared.Gate)
        {
            return Ask(_shared, now, mayWait, out waiter);
        }
    }

    private Attempt Ask(Bucket bucket, long now, bool mayWait, out Waiter? waiter)
    {
        // Whoever comes later may not be first, not even to a permit that nobody has taken yet.
        waiter = null;
        if (bucket.Line is null && bucket.TryTake(now))
        {
            return new Attempt(true, bucket.CountPermits(now), bucket.TicksUntil(1, now));
        }

        if (mayWait)
        {
            waiter = _waitingRoom.TryEnter(bucket, now);
        }

        return new Attempt(false, 0, bucket.TicksUntil(1 + (bucket.Line?.Count ?? 0), now));
    }

    private async ValueTask<RateLimitLease> WaitAsync(HttpContext context, Waiter waiter, CancellationToken gone)
    {
        await using var registration = gone.UnsafeRegister(
            static (state, token) =>
            {
                var (room, waiter) = ((WaitingRoom, Waiter))state!;
                room.Leave(waiter, token);
            },
            (_waitingRoom, waiter));
        return Conclude(context, await waiter.Task);
    }

    private PermitLease Conclude(HttpContext context, in Attempt attempt) => attempt.IsGranted ? Grant(context, attempt) : Refuse(context, attempt);

    private PermitLease Grant(HttpContext context, in Attempt attempt)
    {
        Tell(context, _quota.Granted(attempt));
        return PermitLease.Granted;
    }

    private PermitLease Refuse(HttpContext context, in Attempt attempt)
    {
        var seconds = (int)QuotaText.WholeSeconds(attempt.TicksToNext);
        Tell(context, ServiceLimit.Exhausted(_quota.Policy, seconds));
        return PermitLease.Refused(TimeSpan.FromSeconds(seconds));
    }

    private static void Tell(HttpContext context, ServiceLimit limit)
    {
        HttpExchange.Of(context).ServiceLimit = limit;
        limit.WriteTo(context.Response.Headers);
    }
}
