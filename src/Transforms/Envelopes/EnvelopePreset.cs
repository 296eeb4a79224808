namespace Gateway.Transforms.Envelopes;

/// <summary>A generic format with settings: what a receiver calls its encryption, under a name of its own.</summary>
/// <param name="Format">The format.</param>
/// <param name="Settings">The settings.</param>
public sealed record EnvelopePreset(IEnvelope Format, EnvelopeSettings Settings)
{
    /// <summary>The preset with what <paramref name="settings"/> says in its stead.</summary>
    public EnvelopePreset With(EnvelopeSettings settings) => this with { Settings = settings.Over(Settings) };

    /// <summary>How binary parts are written.</summary>
    public BinaryEncoding Encoding => Settings.Encoding ?? Format.DefaultEncoding;
}
