namespace Gateway.Configuration.Options;

/// <summary><c>Shutdown</c>: how the gateway leaves once it is told to stop.</summary>
/// <param name="Grace">How long requests are still served after the signal, while the platform takes the gateway out of use. None is none.</param>
/// <param name="Timeout">How long the whole stop may take, counted from the signal; what is in flight then is cut.</param>
internal sealed record ShutdownOptions(TimeSpan Grace, TimeSpan Timeout)
{
    /// <summary>Within the 30 seconds that platforms wait before they kill, and with some of them left to exit.</summary>
    public static ShutdownOptions Default { get; } = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(25));
}
