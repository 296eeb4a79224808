using Gateway.Transforms.Envelopes;

namespace Gateway.Configuration.Options;

/// <summary>The settings of an envelope, as a preset under <c>Envelopes</c> and <c>Encrypt</c> itself give them; null where nothing was said.</summary>
internal sealed record EnvelopeOptions
{
    /// <summary>Changes when anything of the section does.</summary>
    public required string Fingerprint { get; init; }

    public string? Format { get; init; }

    public string? Encryption { get; init; }

    public BinaryEncoding? Encoding { get; init; }

    public ReadOnlyMemory<byte>? Body { get; init; }

    public bool? Text { get; init; }

    public string? ContentType { get; init; }

    /// <summary>These settings where they say something, and <paramref name="preset"/> elsewhere. A wrapper of one kind replaces one of the other.</summary>
    public EnvelopeSettings Over(EnvelopeSettings preset)
    {
        return preset with
        {
            Encryption = Encryption ?? preset.Encryption,
            Encoding = Encoding ?? preset.Encoding,
            Body = Body ?? (Text == true ? null : preset.Body),
            Text = Text ?? (Body is null && preset.Text),
            ContentType = ContentType ?? preset.ContentType,
        };
    }
}
