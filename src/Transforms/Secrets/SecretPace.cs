using System.Security.Cryptography;

namespace Gateway.Transforms.Secrets;

/// <summary>When a secret is read again, and how long its last good value is used. Not thread-safe.</summary>
/// <param name="definition">What the configuration wants.</param>
/// <param name="clock">The time.</param>
internal sealed class SecretPace(SecretDefinition definition, TimeProvider clock)
{
    /// <summary>How long a source may take: what takes longer is a failure like any other.</summary>
    public static readonly TimeSpan LongestReading = TimeSpan.FromSeconds(30);

    private const double PartOfLife = 0.8;

    private const int Whole = 1 << 20;

    /// <summary>Below this nothing is spread: gateways that started together do not burden anybody by looking into their own files.</summary>
    private static readonly TimeSpan LeastSpread = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan FirstBackoff = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan MostBackoff = TimeSpan.FromSeconds(30);

    /// <summary>A store that asks for more is asked again all the same: it may have meant another caller.</summary>
    private static readonly TimeSpan MostRespected = TimeSpan.FromMinutes(5);

    /// <summary>How soon a value that was refused is worth another look: those who send with it are many, and the store is one.</summary>
    private static readonly TimeSpan LeastBetweenDemands = TimeSpan.FromSeconds(5);

    /// <summary>How soon, once reading has not helped again and again: receivers refuse for other reasons, too, and each token that is asked for is counted somewhere.</summary>
    private static readonly TimeSpan MostBetweenDemands = TimeSpan.FromMinutes(1);

    private long _begunAt;
    private long _readAt;
    private DateTimeOffset _readOn;
    private long _goodAt;
    private long? _demandedAt;
    private TimeSpan _betweenDemands = LeastBetweenDemands;
    private TimeSpan? _wait;
    private TimeSpan _asked;
    private int _failures;
    private DateTimeOffset? _endsAt;
    private TimeSpan _life;

    /// <summary>
    /// Whether the time has come to read it again. By either clock: the monotonic one stands still while the machine is suspended, and a value that has ended by
    /// the other one meanwhile must not wait for it.
    /// </summary>
    public bool IsDue => _wait is { } wait && (clock.GetElapsedTime(_readAt) >= wait || clock.GetUtcNow() - _readOn >= wait);

    /// <summary>Whether the last good value may not be used any longer.</summary>
    public bool IsOver =>
        HasEnded
        || (definition.MaxStale is { } most && !IsPacedByExpiry && clock.GetElapsedTime(_goodAt) > most && HasTried);

    /// <summary>Whether its own end has come, by either clock.</summary>
    public bool HasEnded => _endsAt is { } end && (clock.GetUtcNow() >= end || clock.GetElapsedTime(_goodAt) >= _life);

    /// <summary>How long ago the last good reading was.</summary>
    public TimeSpan Staleness => clock.GetElapsedTime(_goodAt);

    /// <summary>Whether another reading has failed, or hangs. A process that slept through the time must read first, and not refuse.</summary>
    private bool HasTried => _failures > 0 || (_begunAt > _readAt && clock.GetElapsedTime(_begunAt) > LongestReading);

    private bool IsPacedByExpiry => _endsAt is not null && !definition.IsRefreshChosen;

    /// <summary>Whether a value that was refused may be read again at once; if so, that is counted, and the next one waits longer if refusals simply go on.</summary>
    public bool TryDemand()
    {
        var since = _demandedAt is { } last ? clock.GetElapsedTime(last) : TimeSpan.MaxValue;
        if (since < _betweenDemands || (_failures > 0 && clock.GetElapsedTime(_readAt) < _asked))
        {
            return false;
        }

        var longer = _betweenDemands * 2;
        _betweenDemands = since >= longer ? LeastBetweenDemands : longer < MostBetweenDemands ? longer : MostBetweenDemands;
        _demandedAt = clock.GetTimestamp();
        return true;
    }

    /// <summary>What was read after a refusal was not refused: the next refusal is worth another look as soon as the first.</summary>
    public void Accepted() => _betweenDemands = LeastBetweenDemands;

    /// <summary>A reading begins.</summary>
    public void Begin() => _begunAt = clock.GetTimestamp();

    /// <summary>A good value was read.</summary>
    /// <param name="endsAt">When it ends; null for never, or if that is not binding.</param>
    public void Succeeded(DateTimeOffset? endsAt)
    {
        _readAt = _goodAt = clock.GetTimestamp();
        _readOn = clock.GetUtcNow();
        _failures = 0;
        _endsAt = endsAt;
        var wait = IsPacedByExpiry ? null : definition.Refresh;
        if (endsAt is { } end)
        {
            // Counted from here: a wall clock that is set back afterwards prolongs nothing.
            _life = end - _readOn;
            var left = _life * PartOfLife;
            wait = left < wait || wait is null ? left : wait;
        }

        // However short-lived a value is, its store is not asked more often than a file is looked into, or once a second.
        var least = definition.Refresh < LeastSpread ? definition.Refresh.Value : LeastSpread;
        _wait = wait is { } most ? Spread(most > least ? most : least, 0.9) : null;
    }

    /// <summary>The value is still the one that was read last, and that one was good.</summary>
    public void Confirmed() => Succeeded(_endsAt);

    /// <summary>There was no good value.</summary>
    /// <param name="asked">How long the source wants to be left alone; null if it did not say.</param>
    public void Failed(TimeSpan? asked)
    {
        _readAt = clock.GetTimestamp();
        _readOn = clock.GetUtcNow();
        var backoff = FirstBackoff * Math.Pow(2, Math.Min(_failures, 5));
        backoff = backoff < MostBackoff ? backoff : MostBackoff;
        _failures++;

        // Half of it at random: those who failed together do not come back together.
        var wait = definition.Refresh < backoff ? definition.Refresh.Value : Spread(backoff, 0.5);
        _asked = asked is { } time ? (time < MostRespected ? time : MostRespected) : TimeSpan.Zero;
        _wait = _asked > wait ? _asked : wait;
    }

    private static TimeSpan Spread(TimeSpan most, double least) =>
        most < LeastSpread ? most : most * (least + ((1 - least) * RandomNumberGenerator.GetInt32(Whole) / Whole));
}
