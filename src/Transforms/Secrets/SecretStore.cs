using Gateway.Transforms.Keys;

namespace Gateway.Transforms.Secrets;

/// <summary>
/// All secrets of the gateway, in generations that come and go with the configuration. A secret that is the same in the next generation keeps
/// its handle, and with it its value and the ciphers that were set up for it, and its value changes in place; one whose configuration changed gets a new
/// handle, so that no request sees the key of one generation and the route of another.
/// </summary>
/// <param name="clock">Times readings, and how long the handles of a past generation serve the requests that still hold it.</param>
public sealed class SecretStore(TimeProvider clock) : IDisposable
{
    /// <summary>Longer than any request that holds a plan of the past generation can last.</summary>
    private static readonly TimeSpan Retirement = TimeSpan.FromMinutes(15);

    private readonly Lock _lock = new();
    private readonly Dictionary<ITimer, List<CachedSecret>> _retirements = [];
    private SecretGeneration _current = new();
    private long _serial;

    /// <summary>Whether every secret of the current generation has a value that can be used now.</summary>
    public bool AllAvailable => Secrets.All(static secret => secret.Handle.IsAvailable);

    /// <summary>The secrets of the current generation.</summary>
    public IReadOnlyCollection<CachedSecret> Secrets => Volatile.Read(ref _current).Secrets;

    /// <summary>
    /// How many messages the present values of the current generation have sealed with AES-GCM, and which handle holds each; of those alone that
    /// are keys and were used as such.
    /// </summary>
    public IEnumerable<(SecretHandle Secret, long Messages, bool IsNearlySpent)> ReadKeyMessages()
    {
        foreach (var handle in Secrets.Select(static secret => secret.Handle))
        {
            if (handle.TryLease(out var lease))
            {
                using (lease)
                {
                    if (lease.Value.FindDerived<KeyMaterial>() is { } material && material.CountMessages() is { } count)
                    {
                        yield return (handle, count.Messages, count.IsNearlySpent);
                    }
                }
            }
        }
    }

    /// <summary>The secret whose value is in <paramref name="handle"/>; null if that is of a past generation.</summary>
    public CachedSecret? Find(SecretHandle handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        return Volatile.Read(ref _current).FindSecret(handle.Name) is { } secret && secret.Handle == handle ? secret : null;
    }

    /// <summary>Reads all secrets of a configuration: those that are not what they are in the current generation, each after those that it is read with.</summary>
    /// <param name="definitions">The secrets, without circles.</param>
    /// <param name="asks">Whether those are read as well that ask somebody; if not, they are left without a value, and that is no failure.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The generation; nothing uses it before <see cref="Commit"/>, and without that it is to be given to <see cref="Discard"/>.</returns>
    public async ValueTask<SecretGeneration> ResolveAsync(IEnumerable<SecretDefinition> definitions, bool asks, CancellationToken cancellationToken)
    {
        var resolution = new SecretResolution(Volatile.Read(ref _current), definitions, asks, NewSecret, clock);
        try
        {
            return await resolution.RunAsync(cancellationToken);
        }
        catch
        {
            foreach (var secret in resolution.Made)
            {
                secret.Dispose();
            }

            throw;
        }
    }

    /// <summary>Makes <paramref name="next"/> the current generation; what only the past one used is zeroed once its requests have ended.</summary>
    public void Commit(SecretGeneration next)
    {
        ArgumentNullException.ThrowIfNull(next);
        next.Enforce();
        var past = Interlocked.Exchange(ref _current, next);
        var retired = past.Secrets.Except(next.Secrets).ToList();
        if (retired.Count > 0)
        {
            Retire(retired);
        }
    }

    /// <summary>Zeroes what was resolved for a configuration that is not used after all.</summary>
    public void Discard(SecretGeneration next)
    {
        ArgumentNullException.ThrowIfNull(next);
        foreach (var secret in next.Secrets.Except(Secrets))
        {
            secret.Dispose();
        }
    }

    /// <summary>Zeroes everything.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            // What still waits for its requests to end waits no longer: the leases that are out keep their values by themselves.
            foreach (var (timer, secrets) in _retirements)
            {
                timer.Dispose();
                secrets.ForEach(static secret => secret.Dispose());
            }

            _retirements.Clear();
        }

        foreach (var secret in Secrets)
        {
            secret.Dispose();
        }
    }

    private CachedSecret NewSecret(SecretDefinition definition) => new(definition, Interlocked.Increment(ref _serial), clock);

    private void Retire(List<CachedSecret> secrets)
    {
        lock (_lock)
        {
            ITimer? timer = null;
            timer = clock.CreateTimer(_ => End(), null, Retirement, Timeout.InfiniteTimeSpan);
            _retirements.Add(timer, secrets);

            void End()
            {
                secrets.ForEach(static secret => secret.Dispose());
                lock (_lock)
                {
                    _retirements.Remove(timer!);
                }

                timer!.Dispose();
            }
        }
    }
}
