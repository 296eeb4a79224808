using System.Security.Cryptography;

namespace Gateway.Transforms.Secrets;

/// <summary>
/// One version of a secret. It is held by its owner and by leases; when the last of them is gone its bytes are zeroed, and whatever was
/// derived from them is disposed. It never prints, converts or compares itself except in constant time.
/// </summary>
public sealed class SecretValue : IDisposable
{
    private readonly byte[] _bytes;
    private int _holders = 1;
    private Derivation? _derived;

    /// <summary>Copies <paramref name="bytes"/> into memory that the garbage collector does not move; the caller wipes its own copy.</summary>
    public SecretValue(ReadOnlySpan<byte> bytes)
    {
        _bytes = GC.AllocateUninitializedArray<byte>(bytes.Length, pinned: true);
        bytes.CopyTo(_bytes);
    }

    /// <summary>The number of bytes.</summary>
    public int Length => _bytes.Length;

    /// <summary>The bytes themselves.</summary>
    /// <exception cref="ObjectDisposedException">The value was zeroed.</exception>
    public ReadOnlySpan<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _holders) <= 0, this);
            return _bytes;
        }
    }

    /// <summary>Compares with <paramref name="other"/> in time that depends on the lengths alone.</summary>
    public bool FixedTimeEquals(ReadOnlySpan<byte> other) => CryptographicOperations.FixedTimeEquals(Bytes, other);

    /// <summary>
    /// What was made from this version, such as a cipher with its key schedule: one object of each type, made once, shared by all leases,
    /// disposed with the value.
    /// </summary>
    /// <param name="create">Makes the object from the bytes; it may run more than once under a race, and the losers are disposed.</param>
    /// <exception cref="ObjectDisposedException">The value was zeroed.</exception>
    public T Derive<T>(Func<SecretValue, T> create)
        where T : class, IDisposable
    {
        // Nobody would dispose what is derived from a value that is gone.
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _holders) <= 0, this);
        return FindDerived<T>() ?? AddDerivation(create);
    }

    /// <summary>What was made from this version already; null if nobody has asked for it yet.</summary>
    public T? FindDerived<T>()
        where T : class, IDisposable
    {
        for (var node = Volatile.Read(ref _derived); node is not null; node = node.Next)
        {
            if (node.Product is T known)
            {
                return known;
            }
        }

        return null;
    }

    /// <summary>Takes a lease, unless the value is already gone.</summary>
    internal bool TryHold()
    {
        var holders = Volatile.Read(ref _holders);
        while (holders > 0)
        {
            var seen = Interlocked.CompareExchange(ref _holders, holders + 1, holders);
            if (seen == holders)
            {
                return true;
            }

            holders = seen;
        }

        return false;
    }

    /// <summary>Gives up the owner's hold or one lease; the last one zeroes the bytes.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            CryptographicOperations.ZeroMemory(_bytes);
            Interlocked.Exchange(ref _derived, null)?.Dispose();
        }
    }

    /// <summary>Says only that this is a secret.</summary>
    public override string ToString() => "[secret]";

    private T AddDerivation<T>(Func<SecretValue, T> create)
        where T : class, IDisposable
    {
        var product = create(this);
        while (true)
        {
            var head = Volatile.Read(ref _derived);
            for (var node = head; node is not null; node = node.Next)
            {
                if (node.Product is T winner)
                {
                    product.Dispose();
                    return winner;
                }
            }

            if (ReferenceEquals(Interlocked.CompareExchange(ref _derived, new Derivation(product, head), head), head))
            {
                return product;
            }
        }
    }

    /// <summary>A list rather than one slot: the same secret may key an envelope and pepper a hash.</summary>
    private sealed class Derivation(IDisposable product, Derivation? next) : IDisposable
    {
        public IDisposable Product => product;

        public Derivation? Next => next;

        public void Dispose()
        {
            product.Dispose();
            next?.Dispose();
        }
    }
}
