namespace Gateway.Telemetry.Metrics;

/// <summary>What is kept of an instrument.</summary>
/// <param name="Labels">The tags that are kept; all others are dropped. Null for all: for instruments of ours alone, whose tags are closed where they are recorded.</param>
/// <param name="Boundaries">The upper bounds of a histogram's buckets; null for what is no histogram.</param>
/// <param name="SeriesPerName">How many series a route, upstream or secret can have; 0 where labels do not come from the configuration.</param>
/// <param name="IsProcessWide">Whether the framework has one meter for the whole process, rather than one for each host.</param>
internal sealed record MetricRule(string[]? Labels = null, double[]? Boundaries = null, int SeriesPerName = 0, bool IsProcessWide = false);
