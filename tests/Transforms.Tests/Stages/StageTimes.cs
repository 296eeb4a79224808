using System.Diagnostics.Metrics;
using Gateway.Tests.Shared;
using Gateway.Transforms.Stages;

namespace Gateway.Transforms.Tests.Stages;

/// <summary>Hears what a <see cref="StageMeter"/> records.</summary>
internal sealed class StageTimes : IDisposable
{
    private readonly MeterListener _listener = new();

    public StageTimes(TestMeters meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, meters))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, seconds, tags, _) =>
        {
            tags.Length.ShouldBe(1);
            tags[0].Key.ShouldBe("stage");
            Recorded.Add(((string)tags[0].Value!, seconds));
        });
        _listener.Start();
    }

    public List<(string Stage, double Seconds)> Recorded { get; } = [];

    public void Dispose() => _listener.Dispose();
}
