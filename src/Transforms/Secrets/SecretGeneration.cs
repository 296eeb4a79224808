namespace Gateway.Transforms.Secrets;

/// <summary>The secrets of one generation of the configuration, resolved, and not yet in use by anyone.</summary>
public sealed class SecretGeneration
{
    private readonly Dictionary<string, (SecretDefinition Definition, SecretHandle Handle)> _handles = new(StringComparer.Ordinal);

    private readonly List<SecretFailure> _failures = [];

    /// <summary>Each secret that could not be resolved.</summary>
    public IReadOnlyList<SecretFailure> Failures => _failures;

    /// <summary>The handle of a secret; it is there for one that could not be resolved too, so that plans can be checked without its value.</summary>
    public SecretHandle? Find(string name) => _handles.TryGetValue(name, out var entry) ? entry.Handle : null;

    internal IEnumerable<SecretHandle> Handles => _handles.Values.Select(static entry => entry.Handle);

    internal void Add(SecretDefinition definition, SecretHandle handle) => _handles[definition.Name] = (definition, handle);

    internal void Fail(SecretFailure failure) => _failures.Add(failure);

    /// <summary>The handle of an equal definition whose value equals <paramref name="value"/>.</summary>
    internal SecretHandle? FindSame(SecretDefinition definition, SecretValue value)
    {
        if (!_handles.TryGetValue(definition.Name, out var entry)
            || entry.Definition.Fingerprint != definition.Fingerprint
            || !entry.Handle.TryLease(out var lease))
        {
            return null;
        }

        using (lease)
        {
            return value.FixedTimeEquals(lease.Bytes) ? entry.Handle : null;
        }
    }
}
