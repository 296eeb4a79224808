namespace Gateway.Transforms.Envelopes;

/// <summary>Where the authentication tag stands in a whole message.</summary>
public enum TagPosition
{
    /// <summary>After the ciphertext, as nearly everybody has it (RFC 5116 section 5.1).</summary>
    End,

    /// <summary>Between the nonce and the ciphertext.</summary>
    Start,
}
