using System.Diagnostics.Metrics;
using System.Reflection;
using Gateway.Configuration.Compiling;
using Gateway.Egress;
using Gateway.Proxying;
using Gateway.RateLimiting;
using Gateway.Transforms.Secrets;

namespace Gateway.Telemetry.Metrics;

/// <summary>
/// What is, looked at when somebody asks: the build, whether the files are in force, the state of secrets and how much
/// they sealed, how long certificates are still valid,
/// the rate limits' permits, partitions and waiters, lost log lines.
/// </summary>
internal sealed class GatewayGauges
{
    private readonly PlanConfigProvider _plans;
    private readonly SecretStore _secrets;
    private readonly RateLimiters _limiters;
    private readonly EgressHandlers _handlers;
    private readonly TimeProvider _clock;

    public GatewayGauges(
        IMeterFactory meters, GatewayMeter events, PlanConfigProvider plans, SecretStore secrets, RateLimiters limiters, EgressHandlers handlers, LineQueue lines, TimeProvider clock)
    {
        _plans = plans;
        _secrets = secrets;
        _limiters = limiters;
        _handlers = handlers;
        _clock = clock;

        var meter = meters.Create(GatewayMeter.MeterName);
        var build = new KeyValuePair<string, object?>("version", FindVersion());
        meter.CreateObservableGauge("gateway.build.info", () => new Measurement<int>(1, build), description: "Always 1; the label is what matters.");
        meter.CreateObservableGauge(
            "gateway.config.last_reload.successful",
            () => events.LastReloadSucceeded ? 1 : 0,
            description: "1 while the files are what is in force; 0 from a reload that was refused or met a fault until one that succeeds.");
        meter.CreateObservableGauge(
            "gateway.secret.age",
            () => ReadSecrets(static secret => secret.Age?.TotalSeconds),
            "s",
            "How old the present value of a secret is: since its store says that it changed, or else since this process saw it first.");
        meter.CreateObservableGauge(
            "gateway.secret.staleness",
            () => ReadSecrets(static secret => secret.Staleness?.TotalSeconds),
            "s",
            "How long ago a secret that is read again was last read well.");
        meter.CreateObservableGauge(
            "gateway.secret.expiry",
            () => ReadSecrets(static secret => secret.Expiry?.TotalSeconds),
            "s",
            "How long the present value of a secret is still good, where its store says so; negative once it is not.");
        meter.CreateObservableGauge(
            "gateway.secret.last_refresh.successful",
            () => ReadSecrets(static secret => secret.Failure is null ? 1 : 0),
            description: "1 while the last reading of a secret gave a value that can be used; 0 while the one before it is used in its stead, or none.");
        meter.CreateObservableGauge(
            "gateway.secret.available",
            () => ReadSecrets(static secret => secret.Length is null ? 0 : 1),
            description: "1 while a secret has a value that may be used; 0 while requests that need it are refused.");
        meter.CreateObservableGauge(
            "gateway.secret.rotation.overdue",
            () => ReadSecrets(static secret => secret.IsOverdue is { } isOverdue ? isOverdue ? 1 : 0 : null),
            description: "1 once the present value of a secret is older than its RotateEvery.");
        meter.CreateObservableCounter(
            "gateway.key.messages", ReadKeyMessages, "{message}", "Messages that were sealed with AES-GCM under the present value of a secret.");
        meter.CreateObservableGauge(
            "gateway.certificate.expiry", ReadCertificateExpiries, "s", "How long certificates in force are still valid; negative once the first of them is not.");
        meter.CreateObservableGauge(
            "gateway.circuit.state", ReadCircuits, description: "The breaker of an upstream: 0 closed, 1 open, 2 half open.");
        meter.CreateObservableGauge(
            "gateway.rate_limit.permits.available",
            () => ReadLimits(static limit => limit.PermitsAvailable),
            description: "Permits left of a route's limit; of one by address or header, those of the bucket that callers without a place share.");
        meter.CreateObservableGauge(
            "gateway.rate_limit.partitions", () => ReadLimits(static limit => limit.Partitions), description: "Callers that a route's limit counts apart; 0 for one by route.");
        meter.CreateObservableGauge(
            "gateway.rate_limit.waiting", () => ReadLimits(static limit => limit.Waiting), description: "Requests that wait for a permit.");
        meter.CreateObservableCounter(
            "gateway.log.lines.dropped", () => lines.Dropped, "{line}", "Log lines that were lost because standard output did not take them.");
    }

    private IEnumerable<Measurement<double>> ReadSecrets(Func<SecretStatus, double?> of)
    {
        foreach (var status in _secrets.Secrets.Select(static secret => secret.Status))
        {
            if (of(status) is { } number)
            {
                yield return new Measurement<double>(number, new KeyValuePair<string, object?>("secret", status.Name));
            }
        }
    }

    private IEnumerable<Measurement<long>> ReadKeyMessages() =>
        _secrets.ReadKeyMessages().Select(static count => new Measurement<long>(count.Messages, new KeyValuePair<string, object?>("secret", count.Secret.Name)));

    private IEnumerable<Measurement<long>> ReadLimits(Func<RateLimitReading, long> of) =>
        _limiters.Snapshot().Select(limit => new Measurement<long>(of(limit), new KeyValuePair<string, object?>("route", limit.Route)));

    private IEnumerable<Measurement<double>> ReadCertificateExpiries()
    {
        var now = _clock.GetUtcNow();
        foreach (var cluster in _plans.GetConfig().Clusters)
        {
            if (cluster.Metadata is PlanMetadata<UpstreamPlan> { Plan: { } upstream })
            {
                // The first of a kind to end decides: connections fail from then on.
                foreach (var (kind, end) in upstream.Tls.Expiries)
                {
                    yield return new Measurement<double>((end - now).TotalSeconds, new KeyValuePair<string, object?>("certificate", $"upstream/{upstream.Name}/{kind}"));
                }
            }
        }
    }

    private IEnumerable<Measurement<int>> ReadCircuits()
    {
        foreach (var cluster in _plans.GetConfig().Clusters)
        {
            if (cluster.Metadata is PlanMetadata<UpstreamPlan> { Plan: { } upstream } && _handlers.Find(cluster.ClusterId)?.CircuitState is { } state)
            {
                yield return new Measurement<int>((int)state, new KeyValuePair<string, object?>("upstream", upstream.Name));
            }
        }
    }

    private static string FindVersion()
    {
        var assembly = typeof(GatewayGauges).Assembly;
        var version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

        // What follows is the commit: it would begin new series with every build of the same version.
        return version.Split('+')[0];
    }
}
