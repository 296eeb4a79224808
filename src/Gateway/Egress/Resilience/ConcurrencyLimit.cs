namespace Gateway.Egress.Resilience;

/// <summary>
/// The bulkhead: how many requests may be under way at an upstream, from before their first attempt until their answer has passed. A slow
/// receiver then ties up no more of the gateway than that.
/// </summary>
internal sealed class ConcurrencyLimit(int most)
{
    private int _underWay;

    /// <summary>How many there are.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>Takes a place, to be given back exactly once by <see cref="Leave"/>.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _underWay) <= most)
        {
            return true;
        }

        Interlocked.Decrement(ref _underWay);
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _underWay);
}
