using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using Gateway.Transforms.Stages;
using OpenTelemetry.Metrics;

namespace Gateway.Telemetry.Metrics;

/// <summary>
/// Which instruments are heard, with which labels: a list, so that no update of a framework brings a label that a caller can fill. What is
/// not on it is never recorded, and costs nothing. A limit on series stands behind it, should a label still grow.
/// </summary>
/// <param name="meters">The host's own meters: those of other hosts in the process, as the demonstration has one, are not heard.</param>
/// <param name="names">How many routes, upstreams and secrets the configuration has.</param>
internal sealed class MetricCatalog(IMeterFactory meters, int names)
{
    private const string Hosting = "Microsoft.AspNetCore.Hosting";
    private const string Kestrel = "Microsoft.AspNetCore.Server.Kestrel";
    private const string HttpClient = "System.Net.Http";
    private const string NameResolution = "System.Net.NameResolution";
    private const string Runtime = "System.Runtime";

    /// <summary>Where labels do not come from the configuration: statuses, methods, generations of the heap.</summary>
    private const int FewSeries = 100;

    /// <summary>Room for configurations that grow while they are served. It costs memory from the start: 170 bytes a series.</summary>
    private const int MoreNames = 64;

    /// <summary>0.5 ms to 30 s: what a caller waits for.</summary>
    private static readonly double[] Waits = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    /// <summary>5 us to 100 ms: what a processor does.</summary>
    private static readonly double[] Work = [0.000005, 0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1];

    /// <summary>10 ms to 10 minutes: how long a connection lives.</summary>
    private static readonly double[] Lives = [0.01, 0.1, 1, 5, 10, 30, 60, 120, 300, 600];

    private static readonly string[] NoLabels = [];

    /// <summary>Not the address that was connected to: on a listener for all of them, it is the caller's to choose.</summary>
    private static readonly string[] Listener = ["server.port"];

    /// <summary>Not the address that the name resolved to: there can be any number of them.</summary>
    private static readonly string[] Receiver = ["server.address", "server.port"];

    private static readonly MetricRule OfProcess = new(NoLabels, IsProcessWide: true);

    private static readonly MetricRule OfHeap = new(["gc.heap.generation"], IsProcessWide: true);

    private static readonly FrozenDictionary<(string Meter, string Instrument), MetricRule> Rules = new Dictionary<(string Meter, string Instrument), MetricRule>
    {
        [(GatewayMeter.MeterName, "gateway.requests")] = new(SeriesPerName: 4),
        [(GatewayMeter.MeterName, "gateway.request.duration")] = new(Boundaries: Waits, SeriesPerName: 1),
        [(GatewayMeter.MeterName, "gateway.rejections")] = new(SeriesPerName: 8),
        [(GatewayMeter.MeterName, "gateway.upstream.attempts")] = new(SeriesPerName: 8),
        [(GatewayMeter.MeterName, "gateway.upstream.duration")] = new(Boundaries: Waits, SeriesPerName: 1),
        [(GatewayMeter.MeterName, "gateway.upstream.pin.mismatches")] = new(SeriesPerName: 1),
        [(GatewayMeter.MeterName, "gateway.config.reloads")] = new(),
        [(GatewayMeter.MeterName, "gateway.config.last_reload.successful")] = new(),
        [(GatewayMeter.MeterName, "gateway.secret.refresh.failures")] = new(SeriesPerName: 1),
        [(GatewayMeter.MeterName, "gateway.secret.rotations")] = new(SeriesPerName: 1),
        [(GatewayMeter.MeterName, "gateway.secret.age")] = new(SeriesPerName: 1),
        [(GatewayMeter.MeterName, "gateway.secret.staleness")] = new(SeriesPerName: 1),
        [(GatewayMeter.MeterName, "gateway.secret.expiry")] = new(SeriesPerName: 1),
        [(GatewayMeter.MeterName, "gateway.secret.last_refresh.successful")] = new(SeriesPerName: 1),
        [(GatewayMeter.MeterName, "gateway.secret.available")] = new(SeriesPerName: 1),
        [(GatewayMeter.MeterName, "gateway.secret.rotation.overdue")] = new(SeriesPerName: 1),
        [(GatewayMeter.MeterName, "gateway.key.messages")] = new(SeriesPerName: 1),
        [(GatewayMeter.MeterName, "gateway.previous_key.used")] = new(SeriesPerName: 1),
        [(GatewayMeter.MeterName, "gateway.certificate.expiry")] = new(SeriesPerName: 1),
        [(GatewayMeter.MeterName, "gateway.circuit.state")] = new(SeriesPerName: 1),
        [(GatewayMeter.MeterName, "gateway.rate_limit.permits.available")] = new(SeriesPerName: 1),
        [(GatewayMeter.MeterName, "gateway.rate_limit.partitions")] = new(SeriesPerName: 1),
        [(GatewayMeter.MeterName, "gateway.rate_limit.waiting")] = new(SeriesPerName: 1),
        [(GatewayMeter.MeterName, "gateway.build.info")] = new(),
        [(GatewayMeter.MeterName, "gateway.log.lines.dropped")] = new(),
        [(StageMeter.MeterName, "gateway.stage.duration")] = new(Boundaries: Work),

        [(Hosting, "http.server.request.duration")] = new(["http.request.method", "http.route", "http.response.status_code", "error.type"], Waits, SeriesPerName: 8),
        [(Hosting, "http.server.active_requests")] = new(NoLabels),
        [(Kestrel, "kestrel.active_connections")] = new(Listener),
        [(Kestrel, "kestrel.queued_connections")] = new(Listener),
        [(Kestrel, "kestrel.rejected_connections")] = new(Listener),
        [(Kestrel, "kestrel.connection.duration")] = new([.. Listener, "error.type"], Lives),

        // Not those of open connections and active requests: six records a request, half a microsecond, for two figures that others give nearly.
        [(HttpClient, "http.client.request.duration")] = new([.. Receiver, "http.request.method", "http.response.status_code", "error.type"], Waits, SeriesPerName: 8),
        [(HttpClient, "http.client.connection.duration")] = new(Receiver, Lives, SeriesPerName: 1),
        [(NameResolution, "dns.lookup.duration")] = new(["dns.question.name", "error.type"], Waits, SeriesPerName: 5, IsProcessWide: true),

        // Not those whose names end in "count", which Prometheus keeps for histograms: processors, assemblies, timers.
        [(Runtime, "dotnet.exceptions")] = new(["error.type"], IsProcessWide: true),
        [(Runtime, "dotnet.gc.collections")] = OfHeap,
        [(Runtime, "dotnet.gc.heap.total_allocated")] = OfProcess,
        [(Runtime, "dotnet.gc.last_collection.heap.fragmentation.size")] = OfHeap,
        [(Runtime, "dotnet.gc.last_collection.heap.size")] = OfHeap,
        [(Runtime, "dotnet.gc.last_collection.memory.committed_size")] = OfProcess,
        [(Runtime, "dotnet.gc.pause.time")] = OfProcess,
        [(Runtime, "dotnet.jit.compilation.time")] = OfProcess,
        [(Runtime, "dotnet.jit.compiled_il.size")] = OfProcess,
        [(Runtime, "dotnet.jit.compiled_methods")] = OfProcess,
        [(Runtime, "dotnet.monitor.lock_contentions")] = OfProcess,
        [(Runtime, "dotnet.process.cpu.time")] = new(["cpu.mode"], IsProcessWide: true),
        [(Runtime, "dotnet.process.memory.working_set")] = OfProcess,
        [(Runtime, "dotnet.thread_pool.queue.length")] = OfProcess,
        [(Runtime, "dotnet.thread_pool.thread.count")] = OfProcess,
        [(Runtime, "dotnet.thread_pool.work_item.count")] = OfProcess,
    }.ToFrozenDictionary();

    /// <summary>The meters that have instruments on the list.</summary>
    public static IEnumerable<string> Meters => Rules.Keys.Select(static rule => rule.Meter).Distinct(StringComparer.Ordinal);

    /// <summary>What is to be kept of <paramref name="instrument"/>, or that nothing is.</summary>
    public MetricStreamConfiguration Judge(Instrument instrument)
    {
        if (!Rules.TryGetValue((instrument.Meter.Name, instrument.Name), out var rule)
            || (rule.IsProcessWide ? instrument.Meter.Scope is not null : !ReferenceEquals(instrument.Meter.Scope, meters)))
        {
            return MetricStreamConfiguration.Drop;
        }

        var limit = rule.SeriesPerName == 0 ? FewSeries : rule.SeriesPerName * ((2 * names) + MoreNames);
        return rule.Boundaries is { } boundaries
            ? new ExplicitBucketHistogramConfiguration { Boundaries = boundaries, RecordMinMax = false, TagKeys = rule.Labels, CardinalityLimit = limit }
            : new MetricStreamConfiguration { TagKeys = rule.Labels, CardinalityLimit = limit };
    }
}
