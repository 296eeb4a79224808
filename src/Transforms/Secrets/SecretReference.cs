namespace Gateway.Transforms.Secrets;

/// <summary>A secret that a source needs to get at another one, such as the token for a store: always its current version.</summary>
/// <param name="name">Its name under <c>Secrets</c>.</param>
public sealed class SecretReference(string name)
{
    private SecretHandle? _handle;

    /// <summary>The name under <c>Secrets</c>.</summary>
    public string Name => name;

    /// <summary>Leases the current version.</summary>
    /// <returns>False when there is none: the reading then failed for the want of it.</returns>
    public bool TryLease(out SecretLease lease)
    {
        if (Volatile.Read(ref _handle) is { } handle)
        {
            return handle.TryLease(out lease);
        }

        lease = default;
        return false;
    }

    /// <summary>Joins it with the secret of that name in the same generation.</summary>
    public void Bind(SecretHandle handle) => Volatile.Write(ref _handle, handle);

    /// <summary>Returns the name alone.</summary>
    public override string ToString() => name;
}
