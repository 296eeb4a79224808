namespace Gateway.Telemetry.Prometheus;

/// <summary>The two texts that metrics can be written in.</summary>
internal enum ScrapeFormat
{
    /// <summary>The text format of Prometheus, version 0.0.4: what people and old scrapers read.</summary>
    Classic,

    /// <summary>OpenMetrics 1.0: what a present Prometheus asks for.</summary>
    OpenMetrics,
}
