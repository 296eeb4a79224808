using System.Net.Http.Headers;
using Gateway.Configuration.Reading;
using Gateway.Transforms.Envelopes;

namespace Gateway.Configuration.Options;

/// <summary>Types the settings of an envelope, which a preset and <c>Encrypt</c> have in common.</summary>
internal static class EnvelopeOptionsReader
{
    public static EnvelopeOptions Read(SectionReader section, ProblemList problems)
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
        if (options.Text == true && options.Body is not null)
        {
            problems.Error(section.Path.Key("Text"), "the body is either the bare text or the template under Body: remove one of them");
        }

        if (options.ContentType is { } contentType && !MediaTypeHeaderValue.TryParse(contentType, out _))
        {
            problems.Error(section.Path.Key("ContentType"), "expected a media type such as application/json");
        }

        section.NotBuilt("OnMissing", "reject");
        foreach (var key in (ReadOnlySpan<string>)["KeyId", "Algorithm", "OaepHash", "OaepMgf1Hash", "Fields", "Headers", "Waivers"])
        {
            section.NotBuilt(key);
        }

        return options;
    }
}
