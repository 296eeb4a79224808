using System.Net.Http.Headers;
using Gateway.Configuration.Reading;
using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Jose;

namespace Gateway.Configuration.Options;

/// <summary>Types the settings of an envelope, which a preset, <c>Encrypt</c> and <c>Decrypt</c> have in common.</summary>
internal static class EnvelopeOptionsReader
{
    public static EnvelopeOptions Read(SectionReader section, ProblemList problems)
    {
        var settings = new EnvelopeSettings
        {
            Algorithm = section.Text("Algorithm"),
            Encryption = section.Text("Encryption"),
            KeyId = section.Text("KeyId"),
            KeyIdFrom = section.Choice<KeyIdSource?>(
                "KeyIdFrom",
                null,
                ("key", KeyIdSource.Key),
                ("thumbprint", KeyIdSource.Thumbprint),
                ("public-key-fingerprint", KeyIdSource.PublicKeyFingerprint),
                ("certificate-fingerprint", KeyIdSource.CertificateFingerprint)),
            IssuedAt = section.Choice<IssuedAt?>("IssuedAt", null, ("none", IssuedAt.None), ("seconds", IssuedAt.Seconds), ("milliseconds", IssuedAt.Milliseconds)),
            Header = section.Json("Header"),
            OaepHash = section.Text("OaepHash"),
            OaepMgf1Hash = section.Text("OaepMgf1Hash"),
            Iv = section.Choice<IvSource?>("Iv", null, ("random", IvSource.Random), ("zero", IvSource.Zero)),
            Tag = section.Choice<TagPosition?>("Tag", null, ("end", TagPosition.End), ("start", TagPosition.Start)),
            AssociatedData = section.Text("AssociatedData"),
            Encoding = section.Choice<BinaryEncoding?>(
                "Encoding",
                null,
                ("base64", BinaryEncoding.Base64),
                ("base64url", BinaryEncoding.Base64Url),
                ("hex", BinaryEncoding.Hex),
                ("binary", BinaryEncoding.Binary)),
            Body = section.Json("Body"),
            Text = section.Has("Text") ? section.Flag("Text") : null,
            Headers = section.Has("Headers") ? section.TextMap("Headers") : null,
            ContentType = section.Text("ContentType"),
            Waivers = section.TextList("Waivers"),
        };
        if (settings is { Text: true, Body: not null })
        {
            problems.Error(section.Path.Key("Text"), "the body is either the bare message or the template under Body: remove one of them");
        }

        if (settings.ContentType is { } contentType && !MediaTypeHeaderValue.TryParse(contentType, out _))
        {
            problems.Error(section.Path.Key("ContentType"), "expected a media type such as application/json");
        }

        section.NotBuilt("OnMissing", "reject");
        section.NotBuilt("Fields");
        return new EnvelopeOptions(section.Fingerprint(), settings);
    }
}
