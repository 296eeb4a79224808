using Gateway.Configuration;
using Gateway.Configuration.Compiling;
using Gateway.Configuration.Options;
using Gateway.Configuration.Reading;
using Gateway.Lifecycle;
using Gateway.RateLimiting;
using Gateway.Telemetry.Metrics;
using Gateway.Transforms.Secrets;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Proxying;

/// <summary>
/// Watches every file that the configuration was made from, and takes over a new generation when it is good; a bad one is logged, the last good
/// one stays, and watching goes on. It compares contents: that sees an editor's rename and a symlink swapped under a mounted volume alike, needs
/// no notifications, and is not fooled by clocks.
/// </summary>
internal sealed partial class ConfigurationReloader(
    ConfigurationLoader loader,
    ConfigurationResult first,
    PlanConfigProvider provider,
    IConfigValidator validator,
    SecretStore secrets,
    Drain drain,
    RateLimiters limiters,
    GatewayMeter meter,
    TimeProvider clock,
    ILogger<ConfigurationReloader> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>How soon a refused configuration is tried again that has secrets of stores: as often as they are asked for those in use, since what they have may make it good.</summary>
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(30);

    private readonly GatewayOptions _started = first.Generation!.Options;
    private readonly FileWatch _watch = new(first.Files);
    private readonly WatchedLoad _load = new(loader, secrets, clock);
    private IReadOnlyCollection<WatchedFile> _inForce = first.Files;
    private List<ConfigurationProblem> _warnings = WarningsOf(first);
    private List<string> _errors = [];
    private bool _isRefused;
    private bool _asksStores;
    private long _triedAt;
    private string? _fault;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
            }
#pragma warning disable CA1031 // Watching must outlive whatever goes wrong in one round of it.
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                Fail(fault);
            }
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        if (!_watch.HaveChanged())
        {
            if (_watch.AreJudged)
            {
                Recover();
                if (_isRefused && _asksStores && clock.GetElapsedTime(_triedAt) >= BetweenTries)
                {
                    await ReloadAsync(isRetry: true, cancellationToken);
                }
            }

            return;
        }

        if (FileWatch.AreUnchanged(_inForce))
        {
            Restore();
        }
        else
        {
            await ReloadAsync(isRetry: false, cancellationToken);
        }
    }

    private async Task ReloadAsync(bool isRetry, CancellationToken cancellationToken)
    {
        _triedAt = clock.GetTimestamp();
        if (await _load.LoadAsync(_watch, Interval, cancellationToken) is not { } result)
        {
            return;
        }

        if (result.Generation is not { } generation)
        {
            Refuse(result, isRetry, [.. result.Problems.Where(static problem => problem.Severity == Severity.Error).Select(static problem => problem.ToString())]);
            return;
        }

        var isTaken = false;
        try
        {
            var objections = await FindObjectionsAsync(generation);
            if (objections.Count > 0)
            {
                Refuse(result, isRetry, objections);
                return;
            }

            isTaken = true;
            Succeed(generation, result);
        }
        finally
        {
            if (!isTaken)
            {
                secrets.Discard(generation.Secrets);
            }
        }
    }

    /// <summary>Outcome <c>success</c>: <paramref name="generation"/> is in force from here on.</summary>
    private void Succeed(ConfigurationGeneration generation, ConfigurationResult result)
    {
        if (generation.Options.DataListener != _started.DataListener
            || generation.Options.ManagementListener != _started.ManagementListener
            || generation.Options.Logging != _started.Logging)
        {
            Log.NeedsRestart(logger);
        }

        generation = limiters.Attach(generation);
        provider.Update(generation);
        limiters.Commit(generation);
        secrets.Commit(generation.Secrets);
        drain.Options = generation.Options.Shutdown;
        _inForce = result.Files;
        Judged(_inForce, isRefused: false);
        Log.Reloaded(logger, generation.Routes.Count);
        Warn(result);
        meter.ReloadSucceeded(generation);
    }

    /// <summary>Says what someone should look at, once: not what was said of the configuration before, wherever in the file it stood.</summary>
    private void Warn(ConfigurationResult result)
    {
        var warnings = WarningsOf(result);
        foreach (var warning in warnings.ExceptBy(_warnings.Select(What), What))
        {
            Log.Warning(logger, warning.ToString());
        }

        _warnings = warnings;

        static (string Path, string Message) What(ConfigurationProblem warning) => (warning.Path, warning.Message);
    }

    /// <summary>Outcome <c>success</c>, after a refusal or a fault: the files are those again that the configuration in force was made from.</summary>
    private void Restore()
    {
        Judged(_inForce, isRefused: false);
        Log.Restored(logger);
        meter.ReloadRestored();
    }

    /// <summary>Outcome <c>refused</c>: nothing changes, until one of its files does, or a store has what it had not. What is found again by a retry is not said again.</summary>
    private void Refuse(ConfigurationResult result, bool isRetry, List<string> errors)
    {
        var isKnown = isRetry && errors.SequenceEqual(_errors);
        Judged([.. result.Files, .. result.SecretFiles], isRefused: true);
        _errors = errors;
        _asksStores = result.AsksStores;
        if (isKnown)
        {
            return;
        }

        Log.Refused(logger, errors.Count);
        errors.ForEach(error => Log.Problem(logger, error));
        meter.ReloadRefused();
    }

    /// <summary>Outcome <c>fault</c>: nothing is judged, and the next round tries again; it is said once, however long it lasts.</summary>
    private void Fail(Exception fault)
    {
        var type = fault.GetType().Name;
        if (type != _fault)
        {
            _fault = type;
            Log.Fault(logger, type);
            meter.ReloadFaulted();
        }
    }

    /// <summary>After a fault, the files are what was judged last: nothing is left that the fault kept from being judged.</summary>
    private void Recover()
    {
        if (_fault is null)
        {
            return;
        }

        _fault = null;
        if (!_isRefused)
        {
            Restore();
        }
    }

    private void Judged(IReadOnlyCollection<WatchedFile> files, bool isRefused)
    {
        _watch.Judge(files);
        _isRefused = isRefused;
        _fault = null;
    }

    private static List<ConfigurationProblem> WarningsOf(ConfigurationResult result) =>
        [.. result.Problems.Where(static problem => problem.Severity == Severity.Warning)];

    /// <summary>What the proxy would refuse when it is too late; the compiler is meant to have found it before.</summary>
    private async Task<List<string>> FindObjectionsAsync(ConfigurationGeneration generation)
    {
        var objections = new List<Exception>();
        foreach (var route in generation.Routes)
        {
            objections.AddRange(await validator.ValidateRouteAsync(route));
        }

        foreach (var cluster in generation.Clusters)
        {
            objections.AddRange(await validator.ValidateClusterAsync(cluster));
        }

        return [.. objections.Select(static objection => objection.Message)];
    }

    private static partial class Log
    {
        [LoggerMessage(3001, LogLevel.Information, "Configuration reloaded; routes: {Routes}")]
        public static partial void Reloaded(ILogger logger, int routes);

        [LoggerMessage(3002, LogLevel.Error, "Configuration not reloaded, the last good one stays in force; errors: {Errors}")]
        public static partial void Refused(ILogger logger, int errors);

        [LoggerMessage(3003, LogLevel.Error, "{Problem}")]
        public static partial void Problem(ILogger logger, string problem);

        [LoggerMessage(3004, LogLevel.Warning, "Listeners and Logging take effect at the next start; everything else is in force now")]
        public static partial void NeedsRestart(ILogger logger);

        [LoggerMessage(3005, LogLevel.Error, "Looking for changes of the configuration failed with {Type}; every round tries again")]
        public static partial void Fault(ILogger logger, string type);

        [LoggerMessage(3006, LogLevel.Information, "The files are again what the configuration in force was made from")]
        public static partial void Restored(ILogger logger);

        [LoggerMessage(3007, LogLevel.Warning, "{Problem}")]
        public static partial void Warning(ILogger logger, string problem);
    }
}
