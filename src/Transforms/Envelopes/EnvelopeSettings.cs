namespace Gateway.Transforms.Envelopes;

/// <summary>A generic format with everything about it that can be configured; a preset is such a setting with a name.</summary>
/// <param name="Format">The format.</param>
public sealed record EnvelopeSettings(IEnvelope Format)
{
    /// <summary>Cipher and key size by their JOSE-style name; null for the format's default.</summary>
    public string? Encryption { get; init; }

    /// <summary>How binary parts are written.</summary>
    public BinaryEncoding Encoding { get; init; } = BinaryEncoding.Base64;

    /// <summary>The JSON template of the body that is sent, in UTF-8; null where the body is <see cref="Text"/>.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>Whether the body is the bare sealed message as text.</summary>
    public bool Text { get; init; }

    /// <summary>The content type of the sealed body; null for the usual one of JSON or text.</summary>
    public string? ContentType { get; init; }
}
