using System.Net.Http.Headers;
using Gateway.Configuration.Reading;
using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Envelopes.Fields;
using Gateway.Transforms.Injection;
using Gateway.Transforms.Json;

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
            KeyIdFrom = section.Choice("KeyIdFrom", null, EnvelopeWords.KeyIdFrom),
            IssuedAt = section.Choice("IssuedAt", null, EnvelopeWords.Issued),
            Header = section.Json("Header"),
            Dialect = section.Choice("Dialect", null, EnvelopeWords.Dialect),
            OaepHash = section.Text("OaepHash"),
            OaepMgf1Hash = section.Text("OaepMgf1Hash"),
            Iv = section.Choice("Iv", null, EnvelopeWords.Iv),
            Tag = section.Choice("Tag", null, EnvelopeWords.Tag),
            AssociatedData = section.Text("AssociatedData"),
            Encoding = section.Choice("Encoding", null, EnvelopeWords.Encoding),
            Body = section.Json("Body"),
            Text = section.Has("Text") ? section.Flag("Text") : null,
            Fields = section.Has("Fields") ? ReadFields(section, problems) : null,
            SkipMissing = section.Choice("OnMissing", null, EnvelopeWords.OnMissing),
            FieldText = section.Choice("FieldText", null, EnvelopeWords.Text),
            Headers = section.Has("Headers") ? section.TextMap("Headers") : null,
            ContentType = section.Text("ContentType"),
            Waivers = section.TextList("Waivers"),
        };
        if (settings is { Text: true, Body: not null })
        {
            problems.Error(section.Path.Key("Text"), "the body is either the bare message or the template under Body: remove one of them");
        }

        if (settings.ContentType is { } contentType && (!MediaTypeHeaderValue.TryParse(contentType, out _) || !HeaderText.IsPrintable(contentType)))
        {
            problems.Error(section.Path.Key("ContentType"), "expected a media type such as application/json");
        }

        return new EnvelopeOptions(section.Fingerprint(), settings);
    }

    /// <summary>The fields; null after a problem, so that it is the only one that is told.</summary>
    private static List<FieldMapping>? ReadFields(SectionReader section, ProblemList problems)
    {
        var fields = new List<FieldMapping>();
        var sections = section.SectionList("Fields");
        foreach (var field in sections)
        {
            var from = ReadPath(field, field.RequiredText("From"), "From", problems);
            var to = field.Has("To") ? ReadPath(field, field.RequiredText("To"), "To", problems) : from;
            field.Finish();
            if (from is not null && to is not null)
            {
                fields.Add(new FieldMapping(from, to));
            }
        }

        if (sections.Count == 0)
        {
            problems.Error(section.Path.Key("Fields"), "the list is empty: leave it out to seal the whole body");
        }

        return fields.Count > 0 && fields.Count == sections.Count ? fields : null;
    }

    private static FieldPath? ReadPath(SectionReader field, string text, string key, ProblemList problems)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (FieldPath.TryParse(text, out var path) is { } problem)
        {
            problems.Error(field.Path.Key(key), problem);
        }

        return path;
    }
}
