using Gateway.Transforms.Exchange;

namespace Gateway.Egress.Resilience;

/// <summary>One request on its way to one upstream, over all its attempts. Not thread-safe.</summary>
/// <param name="exchange">The request's state.</param>
/// <param name="message">What is sent; made ready anew for each attempt.</param>
/// <param name="began">The time stamp of the beginning, by which the total time is counted.</param>
/// <param name="cancellationToken">Cancelled when nobody waits for the answer any longer.</param>
internal sealed class Delivery(HttpExchange exchange, HttpRequestMessage message, long began, CancellationToken cancellationToken)
{
    public HttpExchange Exchange => exchange;

    public HttpRequestMessage Message => message;

    public long Began => began;

    /// <summary>Cancelled when nobody waits for the answer any longer; of an attempt that tries whether the upstream is back, never.</summary>
    public CancellationToken CancellationToken { get; set; } = cancellationToken;

    /// <summary>The address at the upstream's first destination, without injected parameters.</summary>
    public Uri Target { get; } = message.RequestUri ?? throw new ArgumentException("The message has no address.", nameof(message));

    /// <summary>How many attempts there were.</summary>
    public int Attempts { get; set; }

    /// <summary>Whether the receiver may have processed the report in any of them, the ones before the last included.</summary>
    public bool MayBeProcessed { get; set; }

    /// <summary>Where the last attempt went.</summary>
    public UpstreamAddress? LastAddress { get; set; }

    /// <summary>Which versions of the injected secrets the last attempt was made with, or older ones: <see cref="Transforms.Plans.RequestPlan.ReadInjectedVersion"/>.</summary>
    public long InjectedVersion { get; set; }

    /// <summary>Whether the secrets were read again because of it: the receiver had refused them.</summary>
    public bool IsRenewed { get; set; }

    /// <summary>How long to wait before the next attempt.</summary>
    public TimeSpan Wait { get; set; }
}
