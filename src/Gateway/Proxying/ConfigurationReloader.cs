using Gateway.Configuration;
using Gateway.Configuration.Compiling;
using Gateway.Configuration.Options;
using Gateway.Configuration.Reading;
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
    RateLimiters limiters,
    GatewayMeter meter,
    TimeProvider clock,
    ILogger<ConfigurationReloader> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private IReadOnlyCollection<WatchedFile> _files = first.Files;
    private readonly GatewayOptions _started = first.Generation!.Options;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (_files.Any(static file => FileReader.Look(file.Path) != file))
                {
                    await ReloadAsync(stoppingToken);
                }
            }
#pragma warning disable CA1031 // Watching must outlive whatever goes wrong in one round of it.
            catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
            {
                Log.Fault(logger, fault.GetType().Name);
                meter.ReloadFaulted();
            }
        }
    }

    private async Task ReloadAsync(CancellationToken cancellationToken)
    {
        var result = await loader.LoadAsync(requireSecrets: true, cancellationToken);
        _files = result.Files;
        foreach (var problem in result.Problems)
        {
            Log.Problem(logger, problem.Severity == Severity.Error ? LogLevel.Error : LogLevel.Warning, problem.ToString());
        }

        foreach (var failure in result.SecretFailures.Where(failure => secrets.Has(failure.Name)))
        {
            meter.SecretRefreshFailed(failure.Name);
        }

        if (result.Generation is not { } generation)
        {
            Refuse(result.Problems.Count(static problem => problem.Severity == Severity.Error));
            return;
        }

        var objections = await FindObjectionsAsync(generation);
        if (objections.Count > 0)
        {
            objections.ForEach(objection => Log.Problem(logger, LogLevel.Error, objection));
            secrets.Discard(generation.Secrets);
            Refuse(objections.Count);
            return;
        }

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
        Log.Reloaded(logger, generation.Routes.Count);
        meter.ReloadSucceeded(generation);
    }

    private void Refuse(int errors)
    {
        Log.Refused(logger, errors);
        meter.ReloadRefused();
    }

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
        [LoggerMessage(3001, LogLevel.Information, "Configuration reloaded: {Routes} routes")]
        public static partial void Reloaded(ILogger logger, int routes);

        [LoggerMessage(3002, LogLevel.Error, "Configuration not reloaded: {Errors} errors; the last good one stays in force")]
        public static partial void Refused(ILogger logger, int errors);

        [LoggerMessage(EventId = 3003, Message = "{Problem}")]
        public static partial void Problem(ILogger logger, LogLevel level, string problem);

        [LoggerMessage(3004, LogLevel.Warning, "Listeners and Logging take effect at the next start; everything else is in force now")]
        public static partial void NeedsRestart(ILogger logger);

        [LoggerMessage(3005, LogLevel.Error, "Looking for changes of the configuration failed with {Type}; the next round tries again")]
        public static partial void Fault(ILogger logger, string type);
    }
}
