namespace Gateway.Transforms.Secrets;

/// <summary>The secrets of one generation of the configuration, resolved, and not yet in use by anyone.</summary>
public sealed class SecretGeneration
{
    private readonly Dictionary<string, CachedSecret> _secrets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Func<SecretValue, string?>>> _demands = new(StringComparer.Ordinal);

    private readonly List<SecretFailure> _failures = [];
    private readonly List<(string Name, string Warning)> _warnings = [];

    /// <summary>The secrets.</summary>
    public IReadOnlyCollection<CachedSecret> Secrets => _secrets.Values;

    /// <summary>Each secret that could not be resolved.</summary>
    public IReadOnlyList<SecretFailure> Failures => _failures;

    /// <summary>What someone should look at although there is a value.</summary>
    public IReadOnlyList<(string Name, string Warning)> Warnings => _warnings;

    /// <summary>The handle of a secret; it is there for one that could not be resolved too, so that plans can be checked without its value.</summary>
    public SecretHandle? Find(string name) => FindSecret(name)?.Handle;

    /// <summary>A value that <paramref name="demand"/> finds wrong is never taken over once this generation is in force: the last good one stays.</summary>
    /// <param name="secret">The secret's name.</param>
    /// <param name="demand">Gives what is wrong with a value, in words that hold nothing of it; null for one that is good.</param>
    public void Demand(string secret, Func<SecretValue, string?> demand)
    {
        if (!_demands.TryGetValue(secret, out var demands))
        {
            _demands.Add(secret, demands = []);
        }

        demands.Add(demand);
    }

    internal CachedSecret? FindSecret(string name) => _secrets.GetValueOrDefault(name);

    internal void Add(CachedSecret secret, SecretRefresh? reading)
    {
        var name = secret.Definition.Name;
        _secrets[name] = secret;
        if (reading?.Failure is { } failure)
        {
            _failures.Add(new SecretFailure(name, failure, reading.IsAbsent));
        }

        if (reading?.Warning is { } warning)
        {
            _warnings.Add((name, warning));
        }
    }

    /// <summary>From now on its plans are those that values must suit, and its secrets those that others are read with.</summary>
    internal void Enforce()
    {
        foreach (var (name, secret) in _secrets)
        {
            secret.Demand(_demands.GetValueOrDefault(name) ?? []);
            foreach (var reference in secret.Definition.References)
            {
                // One that is kept was joined with the generation before, whose secrets nobody reads again.
                if (Find(reference.Name) is { } handle)
                {
                    reference.Bind(handle);
                }
            }
        }
    }
}
