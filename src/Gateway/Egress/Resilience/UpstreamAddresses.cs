using Gateway.Configuration.Options;

namespace Gateway.Egress.Resilience;

/// <summary>
/// Chooses an address for each attempt: in turn, those that are healthy first, and not the one that just failed while there is another of the same health.
/// </summary>
internal sealed class UpstreamAddresses(UpstreamOptions options, TimeProvider clock)
{
    private readonly UpstreamAddress[] _all =
        [.. options.Addresses.Select(address => new UpstreamAddress(address, options.Tls.ServerName, clock))];

    private int _turn = -1;

    /// <summary>The one below which the proxy puts every target.</summary>
    public UpstreamAddress First => _all[0];

    /// <param name="last">Where the attempt before went, if there was one.</param>
    public UpstreamAddress Choose(UpstreamAddress? last)
    {
        if (_all.Length == 1)
        {
            return _all[0];
        }

        var turn = (uint)Interlocked.Increment(ref _turn);
        UpstreamAddress? other = null;
        for (var i = 0u; i < _all.Length; i++)
        {
            var candidate = _all[(turn + i) % _all.Length];
            if (candidate == last)
            {
                continue;
            }

            if (candidate.IsHealthy)
            {
                return candidate;
            }

            other ??= candidate;
        }

        // One failure says less than those for which the others were left aside.
        return last is { IsHealthy: true } ? last : other!;
    }
}
