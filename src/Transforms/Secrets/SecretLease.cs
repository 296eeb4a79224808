namespace Gateway.Transforms.Secrets;

/// <summary>
/// The right to read one version of a secret until it is disposed. A rotation during the lease changes nothing for its holder.
/// Dispose it exactly once; it is a value, so do not copy it.
/// </summary>
public readonly struct SecretLease : IDisposable, IEquatable<SecretLease>
{
    internal SecretLease(SecretValue value) => Value = value;

    /// <summary>The leased version.</summary>
    public SecretValue Value { get; }

    /// <summary>The secret's bytes.</summary>
    public ReadOnlySpan<byte> Bytes => Value.Bytes;

    /// <inheritdoc/>
    public void Dispose() => Value.Dispose();

    /// <inheritdoc/>
    public bool Equals(SecretLease other) => ReferenceEquals(Value, other.Value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is SecretLease other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(Value);

    /// <summary>Whether both lease the same version.</summary>
    public static bool operator ==(SecretLease left, SecretLease right) => left.Equals(right);

    /// <summary>Whether they lease different versions.</summary>
    public static bool operator !=(SecretLease left, SecretLease right) => !left.Equals(right);

    /// <summary>Says only that this is a secret.</summary>
    public override string ToString() => "[secret]";
}
