using Gateway.Lifecycle;
using Gateway.Transforms.Secrets;

namespace Gateway.Management;

/// <summary>Whether reports can be taken now: listeners bound, every secret at hand, not on the way out.</summary>
internal sealed class Readiness(IHostApplicationLifetime lifetime, Drain drain, SecretStore secrets)
{
    /// <summary>What stands in the way, in a word that says nothing of values; null when nothing does.</summary>
    public string? FindObstacle() =>
        drain.IsLeaving ? "draining"
        : !lifetime.ApplicationStarted.IsCancellationRequested ? "starting"
        : !secrets.AllAvailable ? "a secret is not available"
        : null;
}
