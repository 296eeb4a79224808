using Gateway.Transforms.Envelopes;

namespace Gateway.Configuration.Options;

/// <summary>The settings of an envelope, as a preset under <c>Envelopes</c>, <c>Encrypt</c> and <c>Decrypt</c> give them.</summary>
/// <param name="Fingerprint">Changes when anything of the section does.</param>
/// <param name="Settings">What was said.</param>
internal sealed record EnvelopeOptions(string Fingerprint, EnvelopeSettings Settings)
{
    /// <summary>The generic format of a preset.</summary>
    public string? Format { get; init; }
}
