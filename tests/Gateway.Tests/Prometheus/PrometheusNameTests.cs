using Gateway.Telemetry.Prometheus;
using OpenTelemetry.Metrics;

namespace Gateway.Tests.Prometheus;

/// <summary>Names are those that OpenTelemetry's own exporter would give, so that dashboards outlive a change of it.</summary>
public sealed class PrometheusNameTests
{
    [Theory]
    [InlineData("gateway.requests", "{request}", MetricType.LongSum, "gateway_requests")]
    [InlineData("gateway.request.duration", "s", MetricType.Histogram, "gateway_request_duration_seconds")]
    [InlineData("dotnet.gc.heap.total_allocated", "By", MetricType.LongSum, "dotnet_gc_heap_total_allocated_bytes")]
    [InlineData("jobs_total", null, MetricType.LongSum, "jobs")]
    [InlineData("wait_seconds", "s", MetricType.Histogram, "wait_seconds")]
    [InlineData("wait_seconds_total", "s", MetricType.DoubleSum, "wait_seconds")]
    [InlineData("milliseconds", "s", MetricType.Histogram, "milliseconds_seconds")]
    [InlineData("seconds", "s", MetricType.Histogram, "seconds")]
    [InlineData("cpu.utilization", "1", MetricType.DoubleGauge, "cpu_utilization_ratio")]
    [InlineData("things", "1", MetricType.LongSum, "things")]
    [InlineData("free", "%", MetricType.DoubleGauge, "free_percent")]
    [InlineData("speed", "By/s", MetricType.DoubleGauge, "speed_By_s")]
    [InlineData("a..b--c", null, MetricType.LongGauge, "a_b_c")]
    [InlineData("2fast", null, MetricType.LongGauge, "_2fast")]
    [InlineData("rule:sum", null, MetricType.LongGauge, "rule:sum")]
    [InlineData("übel", null, MetricType.LongGauge, "_bel")]
    [InlineData("_total", null, MetricType.LongSum, "_total")]
    public void Family_OfAnInstrument_FollowsTheRules(string instrument, string? unit, MetricType type, string expected) =>
        PrometheusName.OfFamily(instrument, PrometheusName.OfUnit(unit, type)).ShouldBe(expected);

    [Theory]
    [InlineData("http.route", "http_route")]
    [InlineData("route", "route")]
    [InlineData("a:b", "a_b")]
    [InlineData("__name__", "_name_")]
    [InlineData("9", "_9")]
    [InlineData("", "_")]
    public void Label_OfATag_FollowsTheRules(string tag, string expected) => PrometheusName.OfLabel(tag).ShouldBe(expected);
}
