namespace Gateway.Transforms.Keys;

/// <summary>One key out of a secret. Thread-safe; disposed, and what is private of it zeroed, with the secret.</summary>
internal abstract class CryptoKey(KeyAttributes attributes) : IDisposable
{
    /// <summary>What is said of the key.</summary>
    public KeyAttributes Attributes => attributes;

    /// <summary>Whether it can open and sign, rather than seal and verify alone; a symmetric key always can.</summary>
    public abstract bool IsPrivate { get; }

    /// <summary>What kind of key it is, such as "an RSA key of 2048 bits": nothing of the key itself.</summary>
    public abstract string Description { get; }

    /// <summary>Why the key should not be used without somebody having said so, or null.</summary>
    public virtual string? Weakness => null;

    /// <summary>SHA-256 thumbprint in base64url (RFC 7638); null for a symmetric key, about which it would give something away (section 7).</summary>
    public virtual string? Thumbprint => null;

    /// <summary>SHA-256 of the SubjectPublicKeyInfo in lower-case hexadecimal; null for a symmetric key.</summary>
    public virtual string? PublicKeyFingerprint => null;

    /// <summary>Whether the key's own attributes allow <paramref name="algorithm"/> and one of <paramref name="operations"/>; what they leave open they allow.</summary>
    public bool Permits(string algorithm, ReadOnlySpan<string> operations, string use = "enc") =>
        (attributes.Use is null || attributes.Use == use)
        && (attributes.Algorithm is null || attributes.Algorithm == algorithm)
        && PermitsOneOf(operations);

    public abstract void Dispose();

    private bool PermitsOneOf(ReadOnlySpan<string> operations)
    {
        // Browsers write an empty list beside the public half of an agreement, where it forbids nothing.
        if (attributes.Operations is null or { Count: 0 })
        {
            return true;
        }

        foreach (var operation in operations)
        {
            if (attributes.Operations.Contains(operation))
            {
                return true;
            }
        }

        return false;
    }
}
