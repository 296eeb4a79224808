using Gateway.Configuration.Options;

namespace Gateway.RateLimiting;

/// <summary>
/// A limit in whole numbers. A permit is worth <see cref="Cost"/> units, and with every tick of 100 ns <see cref="Gain"/> units come back: nothing
/// is rounded, so nothing adds up to a permit too many or too few, however odd the rate.
/// </summary>
internal sealed class TokenRate
{
    public TokenRate(RateLimitOptions options)
    {
        var divisor = GreatestCommonDivisor(options.Per.Ticks, options.Permits);
        Cost = options.Per.Ticks / divisor;
        Gain = options.Permits / divisor;
        Capacity = options.Burst * Cost;
        TicksToFill = TicksFor(Capacity);
    }

    /// <summary>The units of one permit.</summary>
    public long Cost { get; }

    /// <summary>The units that come back in a tick.</summary>
    public long Gain { get; }

    /// <summary>The units of a full bucket: at most a million permits of a day, which is a tenth of what the type holds.</summary>
    public long Capacity { get; }

    /// <summary>How long it takes to fill an empty bucket.</summary>
    public long TicksToFill { get; }

    /// <summary>The whole ticks after which <paramref name="units"/> have come back.</summary>
    public long TicksFor(long units) => (units + Gain - 1) / Gain;

    private static long GreatestCommonDivisor(long a, long b)
    {
        while (b != 0)
        {
            (a, b) = (b, a % b);
        }

        return a;
    }
}
