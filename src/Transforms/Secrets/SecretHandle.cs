namespace Gateway.Transforms.Secrets;

/// <summary>
/// A named secret as a compiled plan holds it: always the current version, found without a lookup. Thread-safe.
/// </summary>
/// <param name="name">The name under <c>Secrets</c>; it is not secret, and all that is ever printed.</param>
/// <param name="serial">Which handle of its store it is: two generations share a handle exactly if they share its serial.</param>
public sealed class SecretHandle(string name, long serial = 0) : IDisposable
{
    private SecretValue? _current;
    private long _version;

    /// <summary>The name under <c>Secrets</c>.</summary>
    public string Name => name;

    /// <summary>Which handle of its store it is.</summary>
    public long Serial => serial;

    /// <summary>How many versions there have been: another number is another value. It is counted once the version is there.</summary>
    public long Version => Volatile.Read(ref _version);

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

    /// <summary>The number of bytes of the current version; null if there is none.</summary>
    public int? Length
    {
        get
        {
            if (!TryLease(out var lease))
            {
                return null;
            }

            using (lease)
            {
                return lease.Value.Length;
            }
        }
    }

    /// <summary>Whether the current version is <paramref name="value"/>, in time that depends on the lengths alone.</summary>
    public bool HasValue(ReadOnlySpan<byte> value)
    {
        if (!TryLease(out var lease))
        {
            return false;
        }

        using (lease)
        {
            return lease.Value.FixedTimeEquals(value);
        }
    }

    /// <summary>Makes <paramref name="value"/> current, and gives up the version before it. The handle owns the value from now on.</summary>
    public void Replace(SecretValue value)
    {
        var past = Interlocked.Exchange(ref _current, value);
        Interlocked.Increment(ref _version);
        past?.Dispose();
    }

    /// <summary>Gives up the current version; leases fail until there is another.</summary>
    public void Withdraw() => Interlocked.Exchange(ref _current, null)?.Dispose();

    /// <inheritdoc cref="Withdraw"/>
    public void Dispose() => Withdraw();

    /// <summary>Returns the name alone.</summary>
    public override string ToString() => name;
}
