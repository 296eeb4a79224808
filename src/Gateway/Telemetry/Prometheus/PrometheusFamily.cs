using System.Text;
using Gateway.Transforms.Buffers;
using OpenTelemetry.Metrics;

namespace Gateway.Telemetry.Prometheus;

/// <summary>What is the same in every scrape of one metric: its names and what is said of it, encoded once.</summary>
internal sealed class PrometheusFamily
{
    private readonly byte[] _classicHead;
    private readonly byte[] _openMetricsHead;
    private readonly List<byte[]> _bounds = [];

    private PrometheusFamily(string name, string kind, string unit, string description)
    {
        IsHistogram = kind == "histogram";
        var sample = kind == "counter" ? $"{name}_total" : name;
        Claims = IsHistogram ? [name, $"{name}_bucket", $"{name}_sum", $"{name}_count"] : [name, sample];
        Sample = Encoding.ASCII.GetBytes(sample);
        Bucket = Encoding.ASCII.GetBytes($"{name}_bucket");
        Sum = Encoding.ASCII.GetBytes($"{name}_sum");
        Count = Encoding.ASCII.GetBytes($"{name}_count");
        _classicHead = Describe(sample, kind, string.Empty, description, escapeQuotes: false);
        _openMetricsHead = Describe(name, kind, unit, description, escapeQuotes: true);
    }

    /// <summary>The names that no other family may have in either format.</summary>
    public IReadOnlyList<string> Claims { get; }

    public bool IsHistogram { get; }

    /// <summary>The name of each sample of a counter or gauge.</summary>
    public byte[] Sample { get; }

    public byte[] Bucket { get; }

    public byte[] Sum { get; }

    public byte[] Count { get; }

    /// <summary>The family of a metric; null for a kind that neither format has.</summary>
    public static PrometheusFamily? Of(string instrument, string? unit, string description, MetricType type)
    {
        var kind = PrometheusName.IsCounter(type) ? "counter"
            : PrometheusName.IsGauge(type) ? "gauge"
            : type == MetricType.Histogram ? "histogram"
            : null;
        if (kind is null)
        {
            return null;
        }

        var suffix = PrometheusName.OfUnit(unit, type);
        return new PrometheusFamily(PrometheusName.OfFamily(instrument, suffix), kind, suffix, description);
    }

    /// <summary>The lines before the first sample.</summary>
    public byte[] HeadIn(ScrapeFormat format) => format == ScrapeFormat.OpenMetrics ? _openMetricsHead : _classicHead;

    /// <summary>The text of a bucket's bound; a family's buckets are the same in all its series.</summary>
    public byte[] BoundText(int index, double bound)
    {
        if (index == _bounds.Count)
        {
            using var text = new PooledBuffer();
            PrometheusText.WriteBound(text, bound);
            _bounds.Add(text.WrittenSpan.ToArray());
        }

        return _bounds[index];
    }

    private static byte[] Describe(string name, string kind, string unit, string description, bool escapeQuotes)
    {
        using var head = new PooledBuffer();
        if (description.Length > 0)
        {
            head.Write(Encoding.ASCII.GetBytes($"# HELP {name} "));
            PrometheusText.WriteEscaped(head, description, escapeQuotes);
            head.Write("\n"u8);
        }

        head.Write(Encoding.ASCII.GetBytes($"# TYPE {name} {kind}\n"));
        if (unit.Length > 0)
        {
            head.Write(Encoding.ASCII.GetBytes($"# UNIT {name} {unit}\n"));
        }

        return head.WrittenSpan.ToArray();
    }
}
