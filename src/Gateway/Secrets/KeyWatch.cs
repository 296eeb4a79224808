using Gateway.Transforms.Secrets;

namespace Gateway.Secrets;

/// <summary>
/// Says once of each key that it has sealed so many messages that it should be replaced (NIST SP 800-38D section 8.3): half of what it may seal before
/// every report is refused.
/// </summary>
internal sealed partial class KeyWatch(SecretStore secrets, TimeProvider clock, ILogger<KeyWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private HashSet<(long Handle, long Version)> _told = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Look();
        }
    }

    private void Look()
    {
        // Those of past generations are forgotten with them.
        var spent = new HashSet<(long Handle, long Version)>();
        foreach (var (secret, _, isNearlySpent) in secrets.ReadKeyMessages())
        {
            if (isNearlySpent && spent.Add((secret.Serial, secret.Version)) && !_told.Contains((secret.Serial, secret.Version)))
            {
                Log.NearlySpent(logger, secret.Name);
            }
        }

        _told = spent;
    }

    private static partial class Log
    {
        [LoggerMessage(5001, LogLevel.Warning, "The key {Secret} has sealed 2^31 messages with AES-GCM: replace it before 2^32, from where on it is not used")]
        public static partial void NearlySpent(ILogger logger, string secret);
    }
}
