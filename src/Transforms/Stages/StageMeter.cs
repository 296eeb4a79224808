using System.Diagnostics.Metrics;

namespace Gateway.Transforms.Stages;

/// <summary>
/// Measures how long stages take, by their name and not by route: times a route would be series without end on a gateway with many. Allocates
/// nothing, and does nothing while nobody listens. Thread-safe.
/// </summary>
/// <param name="meters">Makes the meter, and owns it.</param>
/// <param name="clock">What the time is measured with.</param>
public sealed class StageMeter(IMeterFactory meters, TimeProvider clock)
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Gateway.Transforms";

    private readonly Histogram<double> _duration = meters.Create(MeterName).CreateHistogram<double>(
        "gateway.stage.duration", "s", "How long a stage took, whether it refused or not.");

    private readonly double _frequency = clock.TimestampFrequency;

    /// <summary>The beginning of a stage.</summary>
    public long Begin() => _duration.Enabled ? clock.GetTimestamp() : 0;

    /// <summary>Records that <paramref name="stage"/>, one of <see cref="StageName"/>, has ended.</summary>
    /// <returns>The end, which may be the beginning of the next one.</returns>
    public long End(string stage, long began)
    {
        if (began == 0)
        {
            return 0;
        }

        var ended = clock.GetTimestamp();
        _duration.Record((ended - began) / _frequency, new KeyValuePair<string, object?>("stage", stage));
        return ended;
    }
}
