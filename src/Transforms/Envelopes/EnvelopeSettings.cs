using Gateway.Transforms.Envelopes.Fields;
using Gateway.Transforms.Jose;

namespace Gateway.Transforms.Envelopes;

/// <summary>
/// Everything about an envelope that can be configured. The properties have the names of the configuration, and are null where nothing was said.
/// </summary>
public sealed record EnvelopeSettings
{
    /// <summary>The settings that every format has.</summary>
    public static IReadOnlyList<string> OfEveryFormat { get; } = [nameof(Body), nameof(Text), nameof(Fields), "OnMissing", nameof(FieldText), nameof(Headers), nameof(ContentType), nameof(Waivers)];

    /// <summary>How the content key comes about, by its JOSE name.</summary>
    public string? Algorithm { get; init; }

    /// <summary>Cipher and key size by their JOSE-style name; null for the format's default.</summary>
    public string? Encryption { get; init; }

    /// <summary>The name by which the receiver knows the key.</summary>
    public string? KeyId { get; init; }

    /// <summary>Where the key's name comes from when it is not <see cref="KeyId"/>.</summary>
    public KeyIdSource? KeyIdFrom { get; init; }

    /// <summary>Whether, and in which unit, the message says when it was sealed.</summary>
    public IssuedAt? IssuedAt { get; init; }

    /// <summary>A JSON object of further members for the message's own header, in UTF-8.</summary>
    public ReadOnlyMemory<byte>? Header { get; init; }

    /// <summary>How a received message is read.</summary>
    public JweDialect? Dialect { get; init; }

    /// <summary>The hash of OAEP's label, such as <c>SHA-256</c>.</summary>
    public string? OaepHash { get; init; }

    /// <summary>The hash of OAEP's mask generation; null for the same as <see cref="OaepHash"/>.</summary>
    public string? OaepMgf1Hash { get; init; }

    /// <summary>Where the IV comes from.</summary>
    public IvSource? Iv { get; init; }

    /// <summary>Where the tag stands in the whole message.</summary>
    public TagPosition? Tag { get; init; }

    /// <summary>Text that is authenticated beside the message and not sent.</summary>
    public string? AssociatedData { get; init; }

    /// <summary>How binary parts are written; null for the format's own way.</summary>
    public BinaryEncoding? Encoding { get; init; }

    /// <summary>The JSON template of what is sent, in UTF-8; null where it is <see cref="Text"/>.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>Whether what is sent is the bare sealed message.</summary>
    public bool? Text { get; init; }

    /// <summary>The fields that are sealed, each by itself; null for the whole body.</summary>
    public IReadOnlyList<FieldMapping>? Fields { get; init; }

    /// <summary>Whether a body without one of the fields is sealed without it.</summary>
    public bool? SkipMissing { get; init; }

    /// <summary>What of a field that is a string is sealed.</summary>
    public FieldText? FieldText { get; init; }

    /// <summary>Headers that carry parts of the message, by their names.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? Headers { get; init; }

    /// <summary>The content type of the sealed body; null for the usual one.</summary>
    public string? ContentType { get; init; }

    /// <summary>The weaknesses that were asked for (<see cref="Weakness.Names"/>).</summary>
    public IReadOnlyList<string>? Waivers { get; init; }

    /// <summary>The settings of some formats that were said.</summary>
    public IEnumerable<string> Said => Values.Select(static setting => setting.Key).Except(OfEveryFormat);

    /// <summary>Every setting that was said, by its name in the configuration, with the value of its property.</summary>
    public IEnumerable<KeyValuePair<string, object>> Values => All.Where(static setting => setting.Value is not null).Select(static setting => KeyValuePair.Create(setting.Name, setting.Value!));

    private IEnumerable<(string Name, object? Value)> All =>
    [
        (nameof(Algorithm), Algorithm),
        (nameof(Encryption), Encryption),
        (nameof(KeyId), KeyId),
        (nameof(KeyIdFrom), KeyIdFrom),
        (nameof(IssuedAt), IssuedAt),
        (nameof(Header), Header),
        (nameof(Dialect), Dialect),
        (nameof(OaepHash), OaepHash),
        (nameof(OaepMgf1Hash), OaepMgf1Hash),
        (nameof(Iv), Iv),
        (nameof(Tag), Tag),
        (nameof(AssociatedData), AssociatedData),
        (nameof(Encoding), Encoding),
        (nameof(Body), Body),
        (nameof(Text), Text),
        (nameof(Fields), Fields),
        ("OnMissing", SkipMissing),
        (nameof(FieldText), FieldText),
        (nameof(Headers), Headers),
        (nameof(ContentType), ContentType),
        (nameof(Waivers), Waivers),
    ];

    /// <summary>Whether the setting of this name was said.</summary>
    public bool Says(string setting) => Values.Any(said => said.Key == setting);

    /// <summary>These settings where they say something, and <paramref name="preset"/> elsewhere. A wrapper of one kind replaces one of the other; waivers add up.</summary>
    public EnvelopeSettings Over(EnvelopeSettings preset)
    {
        ArgumentNullException.ThrowIfNull(preset);
        return new EnvelopeSettings
        {
            Algorithm = Algorithm ?? preset.Algorithm,
            Encryption = Encryption ?? preset.Encryption,
            KeyId = KeyId ?? (KeyIdFrom is null ? preset.KeyId : null),
            KeyIdFrom = KeyIdFrom ?? (KeyId is null ? preset.KeyIdFrom : null),
            IssuedAt = IssuedAt ?? preset.IssuedAt,
            Header = Header ?? preset.Header,
            Dialect = Dialect ?? preset.Dialect,
            OaepHash = OaepHash ?? preset.OaepHash,
            OaepMgf1Hash = OaepMgf1Hash ?? preset.OaepMgf1Hash,
            Iv = Iv ?? preset.Iv,
            Tag = Tag ?? preset.Tag,
            AssociatedData = AssociatedData ?? preset.AssociatedData,
            Encoding = Encoding ?? preset.Encoding,
            Body = Body ?? (Text == true ? null : preset.Body),
            Text = Text ?? (Body is null ? preset.Text : null),
            Fields = Fields ?? preset.Fields,
            SkipMissing = SkipMissing ?? preset.SkipMissing,
            FieldText = FieldText ?? preset.FieldText,
            Headers = Headers ?? preset.Headers,
            ContentType = ContentType ?? preset.ContentType,
            Waivers = Waivers is null || preset.Waivers is null ? Waivers ?? preset.Waivers : [.. preset.Waivers.Union(Waivers)],
        };
    }
}
