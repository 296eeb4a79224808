using Microsoft.Extensions.ObjectPool;

namespace Gateway.Egress;

/// <summary>Ends attempts that take too long. The sources of cancellation are used again: one for each attempt would be garbage of every request.</summary>
internal sealed class AttemptDeadlines(TimeProvider clock)
{
    /// <summary>Each is held while an upstream is waited for: far more at a time than there are processors.</summary>
    private const int MostKept = 256;

    private readonly DefaultObjectPool<CancellationTokenSource> _sources = new(new Policy(clock), MostKept);

    /// <summary>Begins an attempt, which ends after <paramref name="limit"/>, or with <paramref name="request"/>.</summary>
    public Deadline Begin(TimeSpan limit, CancellationToken request)
    {
        var source = _sources.Get();
        source.CancelAfter(limit);
        return new Deadline(source, request.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), source));
    }

    /// <summary>Ends an attempt; exactly once.</summary>
    public void End(in Deadline deadline)
    {
        // Waits for a cancellation that is under way: what is used again may not be cancelled by the request before.
        deadline.Request.Dispose();
        _sources.Return(deadline.Source);
    }

    /// <summary>The time of one attempt.</summary>
    /// <param name="Source">Cancelled when the attempt has to end.</param>
    /// <param name="Request">Passes on the end of the request.</param>
    internal readonly record struct Deadline(CancellationTokenSource Source, CancellationTokenRegistration Request)
    {
        public CancellationToken Token => Source.Token;
    }

    private sealed class Policy(TimeProvider clock) : IPooledObjectPolicy<CancellationTokenSource>
    {
        public CancellationTokenSource Create() => new(Timeout.InfiniteTimeSpan, clock);

        public bool Return(CancellationTokenSource obj)
        {
            // Only a timer of the system's can be taken back for certain.
            if (clock == TimeProvider.System && obj.TryReset())
            {
                return true;
            }

            obj.Dispose();
            return false;
        }
    }
}
