namespace Gateway.Transforms.Secrets;

/// <summary>Reads the secrets of one generation, all at once but each after those that it is read with.</summary>
/// <param name="current">The generation in force, whose secrets are kept where they are the same.</param>
/// <param name="definitions">The secrets, without circles.</param>
/// <param name="asks">Whether those are read that ask somebody.</param>
/// <param name="make">Makes a secret without a value.</param>
/// <param name="clock">The time.</param>
internal sealed class SecretResolution(
    SecretGeneration current, IEnumerable<SecretDefinition> definitions, bool asks, Func<SecretDefinition, CachedSecret> make, TimeProvider clock)
{
    /// <summary>How long after one reading another can tell that nobody is writing.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(200);

    private readonly Dictionary<string, SecretDefinition> _definitions = definitions.ToDictionary(static definition => definition.Name, StringComparer.Ordinal);
    private readonly Dictionary<string, Task<Resolved>> _readings = new(StringComparer.Ordinal);
    private readonly List<CachedSecret> _made = [];

    /// <summary>The secrets that are not those of the generation in force.</summary>
    public IReadOnlyList<CachedSecret> Made => _made;

    public async Task<SecretGeneration> RunAsync(CancellationToken cancellationToken)
    {
        var readings = _definitions.Values.Select(definition => StartAsync(definition, cancellationToken)).ToList();
        await Task.WhenAll(readings);
        var next = new SecretGeneration();
        foreach (var reading in readings)
        {
            var (secret, refresh) = await reading;
            next.Add(secret, refresh);
        }

        return next;
    }

    private Task<Resolved> StartAsync(SecretDefinition definition, CancellationToken cancellationToken)
    {
        if (!_readings.TryGetValue(definition.Name, out var reading))
        {
            var needed = definition.References
                .Where(reference => _definitions.ContainsKey(reference.Name))
                .Select(reference => (reference, StartAsync(_definitions[reference.Name], cancellationToken)))
                .ToList();
            _readings.Add(definition.Name, reading = ResolveAsync(definition, make(definition), needed, cancellationToken));
        }

        return reading;
    }

    private async Task<Resolved> ResolveAsync(
        SecretDefinition definition, CachedSecret made, List<(SecretReference Reference, Task<Resolved> Reading)> needed, CancellationToken cancellationToken)
    {
        _made.Add(made);
        foreach (var (reference, reading) in needed)
        {
            reference.Bind((await reading).Secret.Handle);
        }

        var kept = current.FindSecret(definition.Name);
        kept = kept?.Definition.Fingerprint == definition.Fingerprint ? kept : null;
        if (!asks && !definition.IsLocal)
        {
            return new Resolved(kept ?? made, null);
        }

        // What asks somebody is asked in its own time, unless the new plans may have a use for what the present ones had none.
        if (kept is { IsUnfit: false, Definition.IsLocal: false })
        {
            made.Dispose();
            return new Resolved(kept, null);
        }

        var refresh = await made.ReadFirstAsync(cancellationToken);
        if (kept is { Handle.IsAvailable: true } && definition is { IsLocal: true, Refresh: not null } && refresh.Failure is null && !HasSameValue(kept, made))
        {
            // It may be half of what somebody is writing, and there is a whole one to go on with.
            await Task.Delay(Rest, clock, cancellationToken);
            var rested = await made.ReadAgainAsync(cancellationToken);
            refresh = rested.Failure is null ? refresh : rested;
        }

        if (kept is not null && (refresh.Failure is not null || HasSameValue(kept, made)))
        {
            // As long as it may, the last good value does instead of none.
            made.Dispose();
            return new Resolved(kept, kept.Handle.IsAvailable ? null : refresh);
        }

        return new Resolved(made, refresh);
    }

    private static bool HasSameValue(CachedSecret kept, CachedSecret made)
    {
        if (!made.Handle.TryLease(out var lease))
        {
            return false;
        }

        using (lease)
        {
            return kept.Handle.HasValue(lease.Bytes);
        }
    }

    internal sealed record Resolved(CachedSecret Secret, SecretRefresh? Refresh);
}
