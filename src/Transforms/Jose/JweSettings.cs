namespace Gateway.Transforms.Jose;

/// <summary>How messages are sealed as JWE in the compact serialisation (RFC 7516).</summary>
/// <param name="Algorithm"><c>alg</c>.</param>
/// <param name="Encryption"><c>enc</c>.</param>
internal sealed record JweSettings(string Algorithm, string Encryption)
{
    /// <summary><c>kid</c>, and out of a set of keys the one that is meant; null for none.</summary>
    public string? KeyId { get; init; }

    /// <summary>Where <c>kid</c> comes from when it does not come from <see cref="KeyId"/>.</summary>
    public KeyIdSource KeyIdFrom { get; init; }

    /// <summary>Whether there is an <c>iat</c>.</summary>
    public IssuedAt IssuedAt { get; init; }

    /// <summary>A JSON object with further header members, such as <c>typ</c> and <c>cty</c>, in UTF-8; null for none.</summary>
    public ReadOnlyMemory<byte>? Header { get; init; }
}
