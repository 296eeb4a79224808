namespace Gateway.Lifecycle;

/// <summary>The host's own way of hearing signals, which would close the listeners at the first: switched off, <see cref="StopSignals"/> hears them.</summary>
internal sealed class SignalsElsewhere : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
