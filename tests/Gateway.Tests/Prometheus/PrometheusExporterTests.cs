using System.Diagnostics.Metrics;
using Gateway.Telemetry.Prometheus;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Prometheus;

/// <summary>Both formats, byte for byte, of every kind of instrument.</summary>
public sealed class PrometheusExporterTests
{
    [Fact]
    public void Counter_InBothFormats_EndsInTotal()
    {
        using var metrics = new RenderedMetrics();
        metrics.Meter.CreateCounter<long>("jobs.done", "{job}", "Jobs \"done\",\nby \\ kind").Add(3, new KeyValuePair<string, object?>("kind", "big"));
        metrics.Meter.CreateCounter<double>("jobs.time", "s").Add(0.5);

        metrics.Text().ShouldBe("""
            # HELP jobs_done_total Jobs "done",\nby \\ kind
            # TYPE jobs_done_total counter
            jobs_done_total{kind="big"} 3
            # TYPE jobs_time_seconds_total counter
            jobs_time_seconds_total 0.5

            """);
        metrics.Text(ScrapeFormat.OpenMetrics).ShouldBe("""
            # HELP jobs_done Jobs \"done\",\nby \\ kind
            # TYPE jobs_done counter
            jobs_done_total{kind="big"} 3
            # TYPE jobs_time_seconds counter
            # UNIT jobs_time_seconds seconds
            jobs_time_seconds_total 0.5
            # EOF

            """);
    }

    [Fact]
    public void Gauge_OfEveryKind_IsAGauge()
    {
        using var metrics = new RenderedMetrics();
        metrics.Meter.CreateObservableGauge("nothing", static () => double.NaN);
        metrics.Meter.CreateObservableGauge("much", static () => double.PositiveInfinity);
        metrics.Meter.CreateObservableGauge("little", static () => double.NegativeInfinity);
        metrics.Meter.CreateObservableGauge("whole", static () => 7L);
        var open = metrics.Meter.CreateUpDownCounter<int>("open");
        open.Add(3);
        open.Add(-5);
        metrics.Meter.CreateObservableUpDownCounter("size", static () => 1.5, "By");

        metrics.Text(ScrapeFormat.OpenMetrics).Split('\n').Where(static line => !line.StartsWith("# TYPE", StringComparison.Ordinal)).ShouldBe(
            ["nothing NaN", "much +Inf", "little -Inf", "whole 7", "open -2", "# UNIT size_bytes bytes", "size_bytes 1.5", "# EOF", ""],
            ignoreOrder: true);
        Scrape.Of(metrics.Text()).Types.Values.ShouldAllBe(static type => type == "gauge");
    }

    [Fact]
    public void Histogram_InBothFormats_CountsUpToEachBound()
    {
        using var metrics = new RenderedMetrics(0.005, 1, 2.5);
        var waits = metrics.Meter.CreateHistogram<double>("wait", "s", "How long");
        foreach (var seconds in new[] { 0.005, 0.5, 0.75, 99 })
        {
            waits.Record(seconds, new KeyValuePair<string, object?>("who", "a"));
        }

        metrics.Text().ShouldBe("""
            # HELP wait_seconds How long
            # TYPE wait_seconds histogram
            wait_seconds_bucket{who="a",le="0.005"} 1
            wait_seconds_bucket{who="a",le="1.0"} 3
            wait_seconds_bucket{who="a",le="2.5"} 3
            wait_seconds_bucket{who="a",le="+Inf"} 4
            wait_seconds_sum{who="a"} 100.255
            wait_seconds_count{who="a"} 4

            """);
        waits.Record(0.1);
        metrics.Text(ScrapeFormat.OpenMetrics).ShouldContain("""
            wait_seconds_bucket{le="0.005"} 0
            wait_seconds_bucket{le="1.0"} 1
            wait_seconds_bucket{le="2.5"} 1
            wait_seconds_bucket{le="+Inf"} 1
            wait_seconds_sum 0.1
            wait_seconds_count 1
            """);
    }

    [Fact]
    public void Label_WithAnyText_ReadsBackAsItself()
    {
        const string Hostile = "a\"b\\c\nd{e=\"f\"},über 😀 \\\\n";
        using var metrics = new RenderedMetrics();
        metrics.Meter.CreateCounter<long>("n").Add(1, new("text", Hostile), new("flag", true), new("number", 42), new("nothing", null), new("real", 1.5));

        var sample = Scrape.Of(metrics.Text()).Samples.ShouldHaveSingleItem();

        sample.Labels.ShouldBe(
            new Dictionary<string, string> { ["text"] = Hostile, ["flag"] = "true", ["number"] = "42", ["nothing"] = "", ["real"] = "1.5" },
            ignoreOrder: true);
    }

    [Fact]
    public void Label_OfTwoTagsThatGetOneName_IsThereOnce()
    {
        using var metrics = new RenderedMetrics(1);
        metrics.Meter.CreateCounter<long>("n").Add(1, new("a.b", "first"), new("c", "x"), new("a_b", "second"));
        metrics.Meter.CreateHistogram<double>("h").Record(1, new KeyValuePair<string, object?>("le", "mine"));

        var scrape = Scrape.Of(metrics.Text());

        scrape.Find("n_total", ("a_b", "first;second"), ("c", "x")).ShouldBe(1);
        scrape.Find("h_bucket", ("le_", "mine"), ("le", "1.0")).ShouldBe(1);
    }

    [Theory]
    [InlineData("same.name")]
    [InlineData("same_name")]
    [InlineData("same_name_total")]
    public void Instrument_WhoseNameIsTaken_IsLeftOut(string name)
    {
        using var metrics = new RenderedMetrics();
        metrics.Meter.CreateCounter<long>("same.name").Add(1);
        metrics.Other.CreateObservableGauge(name, static () => 2);
        metrics.Other.CreateObservableGauge("another", static () => 3);

        foreach (var _ in Enumerable.Range(0, 2))
        {
            var scrape = Scrape.Of(metrics.Text());

            scrape.Samples.Select(static sample => sample.ToString()).ShouldBe(["same_name_total{} 1", "another{} 3"], ignoreOrder: true);
        }
    }

    [Fact]
    public void Gauge_WithTheNameOfAHistogramsCount_IsLeftOut()
    {
        using var metrics = new RenderedMetrics(1);
        metrics.Meter.CreateHistogram<double>("wait").Record(1);
        metrics.Meter.CreateObservableGauge("wait.count", static () => 2);

        Scrape.Of(metrics.Text()).Types.Keys.ShouldBe(["wait"]);
    }

    [Fact]
    public void Instrument_ThatNobodyUsed_IsNotThere()
    {
        using var metrics = new RenderedMetrics();
        metrics.Meter.CreateCounter<long>("unused");

        metrics.Text().ShouldBeEmpty();
        metrics.Text(ScrapeFormat.OpenMetrics).ShouldBe("# EOF\n");
    }

    [Fact]
    public void Gauge_ThatThrows_HoldsUpNoOther()
    {
        using var metrics = new RenderedMetrics();
        metrics.Meter.CreateObservableGauge("broken", new Func<int>(static () => throw new InvalidOperationException()));
        metrics.Meter.CreateObservableGauge("whole", static () => 1);

        Scrape.Of(metrics.Text()).Find("whole").ShouldBe(1);
    }

    [Fact]
    public void Gauge_OfSomethingThatIsGone_IsGone()
    {
        using var metrics = new RenderedMetrics();
        var names = new List<string> { "a", "b" };
        metrics.Meter.CreateObservableGauge("age", () => names.Select(static name => new Measurement<int>(1, new KeyValuePair<string, object?>("name", name))).ToList());
        Scrape.Of(metrics.Text()).Samples.Count.ShouldBe(2);

        names.Remove("a");

        Scrape.Of(metrics.Text()).Samples.ShouldHaveSingleItem().Labels["name"].ShouldBe("b");
    }
}
