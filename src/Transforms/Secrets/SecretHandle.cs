namespace Gateway.Transforms.Secrets;

/// <summary>
/// A named secret as a compiled plan holds it: always the current version, found without a lookup. Thread-safe.
/// </summary>
/// <param name="name">The name under <c>Secrets</c>; it is not secret, and all that is ever printed.</param>
/// <param name="serial">Which handle of its store it is: two generations share a handle exactly if they share its serial.</param>
/// <param name="since">The store's timestamp of when it was made.</param>
public sealed class SecretHandle(string name, long serial = 0, long since = 0) : IDisposable
{
    private SecretValue? _current;

    /// <summary>The name under <c>Secrets</c>.</summary>
    public string Name => name;

    /// <summary>Which handle of its store it is.</summary>
    public long Serial => serial;

    /// <summary>The store's timestamp of when it was made: a value that changed has another handle.</summary>
    public long Since => since;

    /// <summary>Whether there is a current version.</summary>
    public bool IsAvailable => Volatile.Read(ref _current) is not null;

    /// <summary>Leases the current version; allocates nothing.</summary>
    /// <returns>False when there is none: the request must then be refused with <c>secret-unavailable</c>.</returns>
    public bool TryLease(out SecretLease lease)
    {
        while (Volatile.Read(ref _current) is { } value)
        {
            if (value.TryHold())
            {
                lease = new SecretLease(value);
                return true;
            }

            // Replaced and released between the two steps: the next read sees its successor.
        }

        lease = default;
        return false;
    }

    /// <summary>Makes <paramref name="value"/> current, and gives up the version before it. The handle owns the value from now on.</summary>
    public void Replace(SecretValue value) => Interlocked.Exchange(ref _current, value)?.Dispose();

    /// <summary>Gives up the current version; later leases fail.</summary>
    public void Dispose() => Interlocked.Exchange(ref _current, null)?.Dispose();

    /// <summary>Returns the name alone.</summary>
    public override string ToString() => name;
}
