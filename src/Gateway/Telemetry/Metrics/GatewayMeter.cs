using System.Diagnostics.Metrics;
using Gateway.Configuration;
using Gateway.Transforms.Exchange;

namespace Gateway.Telemetry.Metrics;

/// <summary>
/// What happens, counted and timed: one method an event. Every tag is a name from the configuration or a word of a closed list, never
/// anything of a request or an answer. Recording allocates nothing.
/// </summary>
internal sealed class GatewayMeter
{
    public const string MeterName = "Gateway";

    /// <summary>The route of a request that no route was found for.</summary>
    public const string NoRoute = "none";

    private readonly Counter<long> _requests;
    private readonly Histogram<double> _requestDuration;
    private readonly Counter<long> _rejections;
    private readonly Counter<long> _attempts;
    private readonly Histogram<double> _upstreamDuration;
    private readonly Counter<long> _pinsMissed;
    private readonly Counter<long> _reloads;
    private readonly Counter<long> _secretRefreshFailures;
    private readonly Counter<long> _secretRotations;
    private readonly Counter<long> _previousKeysUsed;
    private volatile bool _isOutdated;

    public GatewayMeter(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _requests = meter.CreateCounter<long>("gateway.requests", "{request}", "Requests that ended, by how they did.");
        _requestDuration = meter.CreateHistogram<double>("gateway.request.duration", "s", "From a request's head to the end of its answer, whatever the outcome.");
        _rejections = meter.CreateCounter<long>("gateway.rejections", "{request}", "Requests that were refused or failed, by code.");
        _attempts = meter.CreateCounter<long>("gateway.upstream.attempts", "{attempt}", "Attempts to send a request, by the class of the answer's status or by what went wrong.");
        _upstreamDuration = meter.CreateHistogram<double>("gateway.upstream.duration", "s", "From the beginning of an attempt until its answer began, or until it failed.");
        _pinsMissed = meter.CreateCounter<long>("gateway.upstream.pin.mismatches", "{connection}", "Connections without a pinned key in their chain that were used all the same, as PinMode: report wants.");
        _reloads = meter.CreateCounter<long>("gateway.config.reloads", "{reload}", "Changes of the configuration that were seen: success, refused because of errors, fault of the gateway.");
        _secretRefreshFailures = meter.CreateCounter<long>("gateway.secret.refresh.failures", "{read}", "Reads of a secret in force that gave no usable value; the last good one stays in use.");
        _secretRotations = meter.CreateCounter<long>("gateway.secret.rotations", "{value}", "New values of a secret in force that were taken into use.");
        _previousKeysUsed = meter.CreateCounter<long>("gateway.previous_key.used", "{response}", "Answers that the current key did not open, and this one did.");
    }

    /// <summary>Whether what is in force is what stands in the files, by the last look at them: false from a refusal or a fault on, until one goes well.</summary>
    public bool LastReloadSucceeded => !_isOutdated;

    /// <summary>The gateway begins to serve. Series that are known beforehand begin at zero: a counter whose first value is 1 shows no increase.</summary>
    public void ServingBegan(ConfigurationGeneration generation)
    {
        CountReload("success", 0);
        CountReload("refused", 0);
        CountReload("fault", 0);
        ExpectNames(generation);
    }

    /// <summary>A request has ended.</summary>
    /// <param name="route">The route's name, or null if there was none.</param>
    /// <param name="outcome">One of <see cref="RequestOutcome"/>.</param>
    /// <param name="code">Why it was refused, if it was.</param>
    /// <param name="duration">From its head to the end of its answer.</param>
    public void RequestEnded(string? route, string outcome, RejectionCode? code, TimeSpan duration)
    {
        route ??= NoRoute;
        CountRequest(route, outcome, 1);
        _requestDuration.Record(duration.TotalSeconds, Tag("route", route));
        if (code is not null)
        {
            _rejections.Add(1, Tag("route", route), Tag("code", code.Name));
        }
    }

    /// <summary>An attempt has its answer, or has failed.</summary>
    /// <param name="upstream">The upstream's name.</param>
    /// <param name="outcome">One of <see cref="Egress.AttemptOutcome"/>.</param>
    /// <param name="duration">Until then.</param>
    public void AttemptEnded(string upstream, string outcome, TimeSpan duration)
    {
        _attempts.Add(1, Tag("upstream", upstream), Tag("outcome", outcome));
        _upstreamDuration.Record(duration.TotalSeconds, Tag("upstream", upstream));
    }

    /// <summary>A connection has no pinned key in its chain, and is used.</summary>
    public void PinsMissed(string upstream) => _pinsMissed.Add(1, Tag("upstream", upstream));

    /// <summary>A changed configuration is in force.</summary>
    public void ReloadSucceeded(ConfigurationGeneration generation)
    {
        ReloadEnded("success");
        ExpectNames(generation);
    }

    /// <summary>After a refusal or a fault, the configuration in force stands in the files again.</summary>
    public void ReloadRestored() => ReloadEnded("success");

    /// <summary>A changed configuration has errors; the last good one stays.</summary>
    public void ReloadRefused() => ReloadEnded("refused");

    /// <summary>Looking for changes failed by a fault of ours.</summary>
    public void ReloadFaulted() => ReloadEnded("fault");

    /// <summary>A secret of the generation in force gave no value that can be used.</summary>
    public void SecretRefreshFailed(string secret) => _secretRefreshFailures.Add(1, Tag("secret", secret));

    /// <summary>A secret of the generation in force has another value, or a value again.</summary>
    public void SecretRotated(string secret) => _secretRotations.Add(1, Tag("secret", secret));

    /// <summary>An answer was opened with a key that is not the current one.</summary>
    public void PreviousKeyUsed(string secret) => _previousKeysUsed.Add(1, Tag("secret", secret));

    private void ExpectNames(ConfigurationGeneration generation)
    {
        foreach (var route in generation.Options.Routes.Select(static route => route.Name).Append(NoRoute))
        {
            foreach (var outcome in RequestOutcome.All)
            {
                CountRequest(route, outcome, 0);
            }
        }

        foreach (var upstream in generation.Options.Upstreams)
        {
            _pinsMissed.Add(0, Tag("upstream", upstream.Key));
        }

        foreach (var secret in generation.Options.Secrets)
        {
            _secretRefreshFailures.Add(0, Tag("secret", secret.Name));
            _secretRotations.Add(0, Tag("secret", secret.Name));
            if (secret.Previous is { } previous)
            {
                _previousKeysUsed.Add(0, Tag("secret", previous));
            }
        }
    }

    private void CountRequest(string route, string outcome, long count) => _requests.Add(count, Tag("route", route), Tag("outcome", outcome));

    private void ReloadEnded(string outcome)
    {
        _isOutdated = outcome != "success";
        CountReload(outcome, 1);
    }

    private void CountReload(string outcome, long count) => _reloads.Add(count, Tag("outcome", outcome));

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
