using System.Globalization;
using Gateway.Transforms.Stages;

namespace Gateway.Egress.Resilience;

/// <summary>One of an upstream's addresses, and how it has fared (passive health).</summary>
internal sealed class UpstreamAddress(Uri address, string? serverName, TimeProvider clock)
{
    /// <summary>So many failures in a row, and it is left aside while others are there.</summary>
    private const int MostFailures = 3;

    /// <summary>How long.</summary>
    private static readonly TimeSpan Aside = TimeSpan.FromSeconds(10);

    private Known? _last;
    private int _failures;
    private long _lastFailure;

    /// <summary>The address without a slash at its end.</summary>
    public string Prefix { get; } = address.AbsoluteUri.TrimEnd('/');

    /// <summary>
    /// The <c>Host</c> field: the configured name, with the address's port; null for the address's own. The certificate is proven
    /// against the same name, in the handshake.
    /// </summary>
    public string? Host { get; } = serverName is null || address.IsDefaultPort
        ? serverName
        : string.Create(CultureInfo.InvariantCulture, $"{serverName}:{address.Port}");

    /// <summary>Whether it is to be tried before those that are not.</summary>
    public bool IsHealthy => Volatile.Read(ref _failures) < MostFailures || clock.GetElapsedTime(Volatile.Read(ref _lastFailure)) >= Aside;

    /// <summary>The resource that <paramref name="target"/> is at another address of the same upstream.</summary>
    /// <param name="target">A resource below <paramref name="from"/>.</param>
    /// <param name="from">The prefix that is replaced by this address's.</param>
    public Uri Translate(Uri target, string from)
    {
        if (Volatile.Read(ref _last) is { } known && ReferenceEquals(known.Target, target))
        {
            return known.Address;
        }

        var translated = WrittenAddress.Of(string.Concat(Prefix, target.OriginalString.AsSpan(from.Length)));
        Volatile.Write(ref _last, new Known(target, translated));
        return translated;
    }

    /// <summary>An attempt got an answer that is no gateway's complaint.</summary>
    public void Succeeded()
    {
        if (Volatile.Read(ref _failures) != 0)
        {
            Volatile.Write(ref _failures, 0);
        }
    }

    /// <summary>An attempt failed on the way or at the other end.</summary>
    public void Failed()
    {
        Volatile.Write(ref _lastFailure, clock.GetTimestamp());
        Interlocked.Increment(ref _failures);
    }

    /// <summary>What a target came to last: an application reports to the same few.</summary>
    private sealed record Known(Uri Target, Uri Address);
}
