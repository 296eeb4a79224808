using Gateway.Transforms.Keys;

namespace Gateway.Transforms.Secrets;

/// <summary>
/// All secrets of the gateway, in generations that come and go with the configuration. A secret that is the same in the next generation keeps
/// its handle, and with it the ciphers that were set up for it; one that changed gets a new handle, so that no request sees the key of one
/// generation and the route of another.
/// </summary>
/// <param name="clock">Times how long the handles of a past generation serve the requests that still hold it.</param>
public sealed class SecretStore(TimeProvider clock) : IDisposable
{
    /// <summary>Longer than any request that holds a plan of the past generation can last.</summary>
    private static readonly TimeSpan Retirement = TimeSpan.FromMinutes(15);

    private readonly Lock _lock = new();
    private readonly Dictionary<ITimer, List<SecretHandle>> _retirements = [];
    private SecretGeneration _current = new();
    private long _serial;

    /// <summary>Whether every secret of the current generation has a value that can be used now.</summary>
    public bool AllAvailable => Volatile.Read(ref _current).Handles.All(static handle => handle.IsAvailable);

    /// <summary>How long each value of the current generation has been in use.</summary>
    public IEnumerable<(string Name, TimeSpan Age)> ReadAges() => Volatile.Read(ref _current).Handles
        .Where(static handle => handle.IsAvailable)
        .Select(handle => (handle.Name, clock.GetElapsedTime(handle.Since)));

    /// <summary>
    /// How many messages the present values of the current generation have sealed with AES-GCM, and which handle holds each; of those alone that
    /// are keys and were used as such.
    /// </summary>
    public IEnumerable<(SecretHandle Secret, long Messages, bool IsNearlySpent)> ReadKeyMessages()
    {
        foreach (var handle in Volatile.Read(ref _current).Handles)
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

    /// <summary>Whether the current generation has a secret of this name.</summary>
    public bool Has(string name) => Volatile.Read(ref _current).Find(name) is not null;

    /// <summary>Reads all secrets of a configuration.</summary>
    /// <returns>The generation; nothing uses it before <see cref="Commit"/>, and without that it is to be given to <see cref="Discard"/>.</returns>
    public async ValueTask<SecretGeneration> ResolveAsync(IEnumerable<SecretDefinition> definitions, CancellationToken cancellationToken)
    {
        var next = new SecretGeneration();
        try
        {
            foreach (var definition in definitions)
            {
                await ResolveAsync(definition, next, cancellationToken);
            }

            return next;
        }
        catch
        {
            Discard(next);
            throw;
        }
    }

    /// <summary>Makes <paramref name="next"/> the current generation; what only the past one used is zeroed once its requests have ended.</summary>
    public void Commit(SecretGeneration next)
    {
        var past = Interlocked.Exchange(ref _current, next);
        var retired = past.Handles.Except(next.Handles).ToList();
        if (retired.Count > 0)
        {
            Retire(retired);
        }
    }

    /// <summary>Zeroes what was resolved for a configuration that is not used after all.</summary>
    public void Discard(SecretGeneration next)
    {
        foreach (var handle in next.Handles.Except(_current.Handles))
        {
            handle.Dispose();
        }
    }

    /// <summary>Zeroes everything.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            // What still waits for its requests to end waits no longer: the leases that are out keep their values by themselves.
            foreach (var (timer, handles) in _retirements)
            {
                timer.Dispose();
                handles.ForEach(static handle => handle.Dispose());
            }

            _retirements.Clear();
        }

        foreach (var handle in _current.Handles)
        {
            handle.Dispose();
        }
    }

    private async ValueTask ResolveAsync(SecretDefinition definition, SecretGeneration next, CancellationToken cancellationToken)
    {
        using var reading = await definition.Source.ReadAsync(pastCaches: false, cancellationToken);
        var value = reading.Failure is null ? SecretDecoder.TryDecode(reading.Raw, definition.Encoding) : null;
        var problem = value is null
            ? reading.Failure ?? $"its value is empty or not {definition.Encoding.ToString().ToLowerInvariant()}"
            : SecretDecoder.FindProblem(value, definition.Encoding);
        if (value is null || problem is not null)
        {
            value?.Dispose();
            next.Fail(new SecretFailure(definition.Name, problem!, reading.IsAbsent));
            next.Add(definition, NewHandle(definition));
        }
        else if (_current.FindSame(definition, value) is { } same)
        {
            value.Dispose();
            next.Add(definition, same);
        }
        else
        {
            var handle = NewHandle(definition);
            handle.Replace(value);
            next.Add(definition, handle);
        }
    }

    private SecretHandle NewHandle(SecretDefinition definition) =>
        new(definition.Name, Interlocked.Increment(ref _serial), clock.GetTimestamp());

    private void Retire(List<SecretHandle> handles)
    {
        lock (_lock)
        {
            ITimer? timer = null;
            timer = clock.CreateTimer(_ => End(), null, Retirement, Timeout.InfiniteTimeSpan);
            _retirements.Add(timer, handles);

            void End()
            {
                handles.ForEach(static handle => handle.Dispose());
                lock (_lock)
                {
                    _retirements.Remove(timer!);
                }

                timer!.Dispose();
            }
        }
    }
}
