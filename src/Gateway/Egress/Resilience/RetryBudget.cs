namespace Gateway.Egress.Resilience;

/// <summary>
/// Bounds further attempts to a share of all requests: when an upstream fails altogether, what was meant as help would multiply its load. Each
/// request puts a share of a token in, each further attempt takes one out; a few come with time, so that an application that reports seldom has its attempts too.
/// </summary>
/// <param name="share">Tokens for each request; above 0, at most 1.</param>
/// <param name="clock">The time.</param>
internal sealed class RetryBudget(double share, TimeProvider clock)
{
    /// <summary>What is there at first, and what comes with time is added up to.</summary>
    private const double Reserve = 10;

    /// <summary>Tokens a second.</summary>
    private const double Trickle = 1;

    /// <summary>More is not saved up: good times must not pay for a storm.</summary>
    private const double Most = 100;

    private readonly Lock _lock = new();
    private double _tokens = Reserve;
    private long _filled = clock.GetTimestamp();

    /// <summary>A request begins.</summary>
    public void Deposit()
    {
        lock (_lock)
        {
            _tokens = Math.Min(_tokens + share, Most);
        }
    }

    /// <summary>Another attempt is to be made.</summary>
    /// <returns>Whether there may be.</returns>
    public bool TryWithdraw()
    {
        lock (_lock)
        {
            var now = clock.GetTimestamp();
            if (_tokens < Reserve)
            {
                _tokens = Math.Min(_tokens + (clock.GetElapsedTime(_filled, now).TotalSeconds * Trickle), Reserve);
            }

            _filled = now;
            if (_tokens < 1)
            {
                return false;
            }

            _tokens--;
            return true;
        }
    }
}
