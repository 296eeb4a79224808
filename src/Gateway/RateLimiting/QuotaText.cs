using Gateway.Configuration.Options;
using Gateway.Transforms.Exchange;

namespace Gateway.RateLimiting;

/// <summary>Says a limit in whole seconds, and never more generously than it is.</summary>
internal sealed class QuotaText
{
    /// <summary>So many texts are kept, each made when it is first needed.</summary>
    private const int MostKept = 256;

    private readonly TokenRate _rate;
    private readonly string?[] _kept;

    public QuotaText(string route, RateLimitOptions options, TokenRate rate)
    {
        _rate = rate;
        _kept = new string?[Math.Min(options.Burst, MostKept)];

        // A window is whole seconds. A shorter time counts as often as it fits into one second; a longer one is rounded up.
        var times = Math.Max(1, TimeSpan.TicksPerSecond / options.Per.Ticks);
        Policy = new QuotaPolicy(route, options.Permits * times, WholeSeconds(options.Per.Ticks));
    }

    public QuotaPolicy Policy { get; }

    /// <summary>
    /// What is left after a permit was taken. The window of that is how long it lasts at the rate of the limit: nobody who keeps to it is
    /// refused, and nobody reads a higher rate out of it. Of nothing, it is the time until there is something.
    /// </summary>
    public ServiceLimit Granted(in Attempt attempt) => new(Policy, attempt.Left switch
    {
        0 => Policy.Describe(0, WholeSeconds(attempt.TicksToNext)),
        var left when left < _kept.Length => _kept[left] ??= Describe(left),
        var left => Describe(left),
    });

    /// <summary>Rounded up, and never nothing: so <c>Retry-After</c> and windows are counted.</summary>
    public static long WholeSeconds(long ticks) => Math.Max(1, (ticks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond);

    private string Describe(int left) => Policy.Describe(left, WholeSeconds(_rate.TicksFor(left * _rate.Cost)));
}
