using Gateway.Transforms.Secrets;

namespace Gateway.Transforms.Minimization;

/// <summary>
/// The peppers of one walk over one body, each leased once: equal values within a report have equal hashes, also while a pepper is being replaced. Not a
/// value to be copied.
/// </summary>
internal struct PepperLeases
{
    private SecretHandle? _handle;
    private SecretLease _lease;

    /// <summary>Of routes that hash under several.</summary>
    private List<(SecretHandle Handle, SecretLease Lease)>? _others;

    /// <summary>The version of <paramref name="pepper"/> for this walk; null if there is none.</summary>
    public SecretValue? Find(SecretHandle pepper)
    {
        if (_handle == pepper)
        {
            return _lease.Value;
        }

        if (_handle is null)
        {
            return pepper.TryLease(out _lease) ? Remember(pepper) : null;
        }

        foreach (var (handle, lease) in _others ??= [])
        {
            if (handle == pepper)
            {
                return lease.Value;
            }
        }

        if (!pepper.TryLease(out var other))
        {
            return null;
        }

        _others.Add((pepper, other));
        return other.Value;
    }

    /// <summary>Ends the walk.</summary>
    public void Release()
    {
        if (_handle is not null)
        {
            _lease.Dispose();
            _handle = null;
        }

        _others?.ForEach(static other => other.Lease.Dispose());
        _others = null;
    }

    private SecretValue Remember(SecretHandle pepper)
    {
        _handle = pepper;
        return _lease.Value;
    }
}
