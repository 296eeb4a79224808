namespace Gateway.RateLimiting;

/// <summary>
/// Some of the partitions of a route, up to a fixed number. When it is full, a newcomer gets the place of a partition whose bucket is full
/// again, one that was not used for long: its next request would find a full bucket in any case, so nobody can get out of a limit that way.
/// Whoever calls holds <see cref="Gate"/>.
/// </summary>
internal sealed class PartitionShard(TokenRate rate, int most)
{
    /// <summary>How many places are looked at for a newcomer.</summary>
    private const int Looks = 4;

    private readonly Dictionary<UInt128, LinkedListNode<Bucket>> _places = [];
    private readonly LinkedList<Bucket> _byUse = new();

    public Lock Gate { get; } = new();

    public int Count => _places.Count;

    public IEnumerable<Bucket> Buckets => _byUse;

    /// <summary>The bucket of a partition; null when there is none and no place for one.</summary>
    public Bucket? Find(UInt128 key, long now)
    {
        if (_places.TryGetValue(key, out var place))
        {
            MoveToFront(place);
            return place.Value;
        }

        place = _places.Count < most ? _byUse.AddFirst(new Bucket(rate, Gate)) : FreeUp(now);
        if (place is null)
        {
            return null;
        }

        place.Value.Key = key;
        _places.Add(key, place);
        return place.Value;
    }

    private LinkedListNode<Bucket>? FreeUp(long now)
    {
        for (var look = 0; look < Looks; look++)
        {
            // One that cannot go is not looked at again before all others were: a single one that is long in filling would else keep them all.
            var oldest = _byUse.Last!;
            MoveToFront(oldest);
            if (oldest.Value.IsLikeNew(now))
            {
                _places.Remove(oldest.Value.Key);
                return oldest;
            }
        }

        return null;
    }

    private void MoveToFront(LinkedListNode<Bucket> place)
    {
        if (place != _byUse.First)
        {
            _byUse.Remove(place);
            _byUse.AddFirst(place);
        }
    }
}
