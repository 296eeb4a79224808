using Gateway.Telemetry.Metrics;
using Gateway.Transforms.Secrets;

namespace Gateway.Secrets;

/// <summary>
/// Reads secrets again while they are in use: each when it is due, and those that a receiver refused. A new value is in use as soon as it was read; a last
/// good value is, when there is no other, until it may not be used any longer.
/// </summary>
internal sealed partial class SecretRefresher(SecretStore secrets, GatewayMeter meter, TimeProvider clock, ILogger<SecretRefresher> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(125);

    private readonly HashSet<(long Handle, long Version)> _overdue = [];
    private string? _fault;

    /// <summary>Reads the secrets of <paramref name="handles"/> past all caches, since a receiver refused what was sent with them.</summary>
    /// <returns>A task that ends when they are read. It never fails.</returns>
    public Task RefreshAsync(IReadOnlyList<SecretHandle> handles) =>
        Task.WhenAll(handles.Select(secrets.Find).OfType<CachedSecret>().Select(secret => secret.RefreshAsync(isRefused: true, Tell)));

    /// <summary>Tells that a receiver took the values of <paramref name="handles"/> that were read since it had refused the ones before.</summary>
    public void Accept(IReadOnlyList<SecretHandle> handles)
    {
        foreach (var secret in handles.Select(secrets.Find).OfType<CachedSecret>())
        {
            secret.Accept();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var fault = (string?)null;
            foreach (var secret in secrets.Secrets)
            {
                try
                {
                    Look(secret);
                }
#pragma warning disable CA1031 // The rounds, and the other secrets, must outlive whatever goes wrong with one.
                catch (Exception thrown)
#pragma warning restore CA1031
                {
                    fault = thrown.GetType().Name;
                }
            }

            // Once: a round is an eighth of a second.
            if (fault is not null && fault != _fault)
            {
                Log.Fault(logger, fault);
            }

            _fault = fault;
        }
    }

    private void Look(CachedSecret secret)
    {
        if (secret.IsDue)
        {
            // Not waited for: a store that is slow holds up its own secrets alone.
            _ = secret.RefreshAsync(isRefused: false, Tell);
        }

        if (secret.TryWithdraw(out var reason))
        {
            Log.Withdrawn(logger, secret.Definition.Name, reason);
        }

        if (secret.Definition.RotateEvery is not null && secret.Status is { IsOverdue: true } && _overdue.Add((secret.Handle.Serial, secret.Handle.Version)))
        {
            Log.Overdue(logger, secret.Definition.Name);
        }
    }

    private void Tell(CachedSecret secret, SecretRefresh refresh)
    {
        var name = secret.Definition.Name;
        switch (refresh.Outcome)
        {
            case RefreshOutcome.Rotated:
                meter.SecretRotated(name);
                Log.Rotated(logger, name);
                break;
            case RefreshOutcome.Failed:
                meter.SecretRefreshFailed(name);
                if (refresh.IsNewFailure)
                {
                    Log.Failed(logger, name, refresh.Failure!);
                }

                break;
            case RefreshOutcome.Unchanged when refresh.IsRecovery:
                Log.Recovered(logger, name);
                break;
        }

        if (refresh.Warning is { } warning)
        {
            Log.Warning(logger, name, warning);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5002, LogLevel.Information, "Secret {Secret} has a new value, which is in use now")]
        public static partial void Rotated(ILogger logger, string secret);

        [LoggerMessage(5003, LogLevel.Warning, "Secret {Secret} could not be read again, its last good value stays in use while it may: {Reason}")]
        public static partial void Failed(ILogger logger, string secret, string reason);

        [LoggerMessage(5004, LogLevel.Error, "Secret {Secret} is not used any longer, requests that need it are refused: {Reason}")]
        public static partial void Withdrawn(ILogger logger, string secret, string reason);

        [LoggerMessage(5005, LogLevel.Information, "Secret {Secret} could be read again, its value has not changed")]
        public static partial void Recovered(ILogger logger, string secret);

        [LoggerMessage(5006, LogLevel.Warning, "Secret {Secret} is overdue: its value is older than RotateEvery allows; replace it at its store")]
        public static partial void Overdue(ILogger logger, string secret);

        [LoggerMessage(5007, LogLevel.Warning, "Secret {Secret}: {Warning}")]
        public static partial void Warning(ILogger logger, string secret, string warning);

        [LoggerMessage(5008, LogLevel.Error, "Looking after the secrets met a fault ({Type}); the next round is in a moment")]
        public static partial void Fault(ILogger logger, string type);
    }
}
