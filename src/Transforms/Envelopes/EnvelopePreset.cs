namespace Gateway.Transforms.Envelopes;

/// <summary>A generic format with settings: what a receiver calls its encryption, under a name of its own.</summary>
/// <param name="Format">The format.</param>
/// <param name="Settings">The settings.</param>
public sealed record EnvelopePreset(IEnvelope Format, EnvelopeSettings Settings)
{
    /// <summary>What it is, in one line.</summary>
    public string Summary { get; init; } = Format.Summary;

    /// <summary>The receiver's page or code that it was read from.</summary>
    public string Source { get; init; } = Format.Source;

    /// <summary>Whether the receiver knows the key by a name that only the user can say (<see cref="EnvelopeSettings.KeyId"/>).</summary>
    public bool LeavesKeyId { get; init; }

    /// <summary>The preset with what <paramref name="settings"/> says in its stead.</summary>
    public EnvelopePreset With(EnvelopeSettings settings) => this with { Settings = settings.Over(Settings) };

    /// <summary>How binary parts are written.</summary>
    public BinaryEncoding Encoding => Settings.Encoding ?? Format.DefaultEncoding;
}
