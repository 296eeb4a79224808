using Gateway.Configuration.Reading;
using Gateway.Transforms.Envelopes;

namespace Gateway.Configuration.Options;

/// <summary>Types the settings of an envelope, which a preset and <c>Encrypt</c> have in common.</summary>
internal static class EnvelopeOptionsReader
{
    public static EnvelopeOptions Read(SectionReader section)
    {
        var options = new EnvelopeOptions
        {
            Fingerprint = section.Fingerprint(),
            Encryption = section.Text("Encryption"),
            Encoding = section.Choice<BinaryEncoding?>(
                "Encoding", null, ("base64", BinaryEncoding.Base64), ("base64url", BinaryEncoding.Base64Url), ("hex", BinaryEncoding.Hex)),
            Body = section.Json("Body"),
            Text = section.Has("Text") ? section.Flag("Text") : null,
            ContentType = section.Text("ContentType"),
        };
        section.NotBuilt("OnMissing", "reject");
        foreach (var key in (ReadOnlySpan<string>)["KeyId", "Algorithm", "OaepHash", "OaepMgf1Hash", "Fields", "Headers", "Waivers"])
        {
            section.NotBuilt(key);
        }

        return options;
    }
}
