using Gateway.Transforms.Buffers;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Gateway.Telemetry.Prometheus;

/// <summary>
/// Writes what was aggregated as text when somebody asks, straight into bytes. A pull exporter as OpenTelemetry means it: its own one for
/// Prometheus would stand in the same place. One scrape at a time: see <see cref="Management.MetricsEndpoint"/>.
/// </summary>
[ExportModes(ExportModes.Pull)]
internal sealed partial class PrometheusExporter(ILogger<PrometheusExporter> logger) : BaseExporter<Metric>, IPullMetricExporter
{
    private readonly Dictionary<Metric, PrometheusFamily?> _families = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> _claimed = new(StringComparer.Ordinal);
    private readonly LabelText _labels = new();
    private PooledBuffer? _destination;
    private ScrapeFormat _format;

    /// <summary>Collects, and with what was collected calls <see cref="Export"/>; the reader's to set.</summary>
    public Func<int, bool>? Collect { get; set; }

    /// <summary>Writes every series there is.</summary>
    /// <returns>False when that failed; what was written is then of no use.</returns>
    public bool TryRender(ScrapeFormat format, PooledBuffer destination)
    {
        _format = format;
        _destination = destination;
        try
        {
            return Collect!(Timeout.Infinite);
        }
        finally
        {
            _destination = null;
        }
    }

    public override ExportResult Export(in Batch<Metric> batch)
    {
        // Without one, nobody asked: the reader collects a last time when the host ends.
        if (_destination is not { } destination)
        {
            return ExportResult.Success;
        }

        try
        {
            foreach (var metric in batch)
            {
                if (FamilyOf(metric) is { } family)
                {
                    Write(destination, metric, family);
                }
            }

            if (_format == ScrapeFormat.OpenMetrics)
            {
                destination.Write("# EOF\n"u8);
            }

            return ExportResult.Success;
        }
#pragma warning disable CA1031 // A scrape that fails must be nothing more than that.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Log.Fault(logger, fault.GetType().FullName ?? "unknown", fault.StackTrace ?? "none");
            return ExportResult.Failure;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _labels.Dispose();
        }

        base.Dispose(disposing);
    }

    private PrometheusFamily? FamilyOf(Metric metric)
    {
        if (!_families.TryGetValue(metric, out var family))
        {
            family = PrometheusFamily.Of(metric.Name, metric.Unit, metric.Description, metric.MetricType);
            if (family is null || family.Claims.Any(_claimed.Contains))
            {
                // Two families of one name would make the whole text unreadable.
                Log.LeftOut(logger, metric.Name);
                family = null;
            }
            else
            {
                _claimed.UnionWith(family.Claims);
            }

            _families.Add(metric, family);
        }

        return family;
    }

    private void Write(PooledBuffer destination, Metric metric, PrometheusFamily family)
    {
        var hasHead = false;
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            if (!hasHead)
            {
                destination.Write(family.HeadIn(_format));
                hasHead = true;
            }

            _labels.Set(point.Tags);
            if (family.IsHistogram)
            {
                WriteHistogram(destination, family, in point);
            }
            else
            {
                WriteName(destination, family.Sample);
                WriteValue(destination, metric.MetricType, in point);
                destination.Write("\n"u8);
            }
        }
    }

    private static void WriteValue(PooledBuffer destination, MetricType type, in MetricPoint point)
    {
        switch (type)
        {
            case MetricType.LongSum or MetricType.LongSumNonMonotonic:
                PrometheusText.WriteNumber(destination, point.GetSumLong());
                break;
            case MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic:
                PrometheusText.WriteNumber(destination, point.GetSumDouble());
                break;
            case MetricType.LongGauge:
                PrometheusText.WriteNumber(destination, point.GetGaugeLastValueLong());
                break;
            default:
                PrometheusText.WriteNumber(destination, point.GetGaugeLastValueDouble());
                break;
        }
    }

    private void WriteHistogram(PooledBuffer destination, PrometheusFamily family, in MetricPoint point)
    {
        var index = 0;
        var atMost = 0L;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            atMost += bucket.BucketCount;
            destination.Write(family.Bucket);
            destination.Write("{"u8);
            if (_labels.Written.Length > 0)
            {
                destination.Write(_labels.Written);
                destination.Write(","u8);
            }

            destination.Write("le=\""u8);
            destination.Write(family.BoundText(index++, bucket.ExplicitBound));
            destination.Write("\"} "u8);
            PrometheusText.WriteNumber(destination, atMost);
            destination.Write("\n"u8);
        }

        WriteName(destination, family.Sum);
        PrometheusText.WriteNumber(destination, point.GetHistogramSum());
        destination.Write("\n"u8);
        WriteName(destination, family.Count);
        PrometheusText.WriteNumber(destination, point.GetHistogramCount());
        destination.Write("\n"u8);
    }

    private void WriteName(PooledBuffer destination, byte[] name)
    {
        destination.Write(name);
        if (_labels.Written.Length > 0)
        {
            destination.Write("{"u8);
            destination.Write(_labels.Written);
            destination.Write("}"u8);
        }

        destination.Write(" "u8);
    }

    private static partial class Log
    {
        [LoggerMessage(7001, LogLevel.Error, "Metrics cannot be written: a fault of type {Type} at {Place}")]
        public static partial void Fault(ILogger logger, string type, string place);

        [LoggerMessage(7002, LogLevel.Warning, "The metric {Name} is left out: another has its name, or its kind cannot be written")]
        public static partial void LeftOut(ILogger logger, string name);
    }
}
