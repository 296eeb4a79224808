using System.Diagnostics.Metrics;
using System.Text;
using Gateway.Telemetry.Prometheus;
using Gateway.Transforms.Buffers;
using Microsoft.Extensions.Logging.Abstractions;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Gateway.Tests.Prometheus;

/// <summary>A meter of a test's own, aggregated by OpenTelemetry and written by the exporter.</summary>
internal sealed class RenderedMetrics : IDisposable
{
    private readonly PrometheusExporter _exporter = new(NullLogger<PrometheusExporter>.Instance);
    private readonly MeterProvider _aggregation;

    public RenderedMetrics(params double[] boundaries)
    {
        // Listening is by name, for the whole process.
        Meter = Create("hand-made");
        Other = Create("another");
        _aggregation = Sdk.CreateMeterProviderBuilder()
            .AddMeter(Meter.Name, Other.Name)
            .AddView(instrument => instrument is Histogram<double> ? new ExplicitBucketHistogramConfiguration { Boundaries = boundaries } : null)
            .AddReader(new BaseExportingMetricReader(_exporter))
            .Build();
    }

    public Meter Meter { get; }

    /// <summary>For instruments of names that are there already.</summary>
    public Meter Other { get; }

    public string Text(ScrapeFormat format = ScrapeFormat.Classic)
    {
        using var text = new PooledBuffer();
        _exporter.TryRender(format, text).ShouldBeTrue();
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    public void Dispose()
    {
        _aggregation.Dispose();
        _exporter.Dispose();
        Meter.Dispose();
        Other.Dispose();
    }

    private static Meter Create(string name) => new($"{name} {Guid.CreateVersion7()}");
}
