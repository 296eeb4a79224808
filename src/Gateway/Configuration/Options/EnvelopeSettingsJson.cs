using System.Text.Json;
using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Envelopes.Fields;
using Gateway.Transforms.Jose;

namespace Gateway.Configuration.Options;

/// <summary>Writes the settings of an envelope as <see cref="EnvelopeOptionsReader"/> reads them.</summary>
internal static class EnvelopeSettingsJson
{
    /// <summary>Writes an object with the format and every setting that was said.</summary>
    public static void Write(EnvelopePreset preset, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("Format", preset.Format.Name);
        foreach (var (name, value) in preset.Settings.Values)
        {
            writer.WritePropertyName(name);
            WriteValue(name == "OnMissing" ? EnvelopeWords.Of(EnvelopeWords.OnMissing, (bool)value) : value, writer);
        }

        writer.WriteEndObject();
    }

    private static void WriteValue(object value, Utf8JsonWriter writer)
    {
        switch (value)
        {
            case ReadOnlyMemory<byte> json:
                using (var document = JsonDocument.Parse(json))
                {
                    document.RootElement.WriteTo(writer);
                }

                break;
            case IEnumerable<KeyValuePair<string, string>> map:
                writer.WriteStartObject();
                foreach (var (name, text) in map)
                {
                    writer.WriteString(name, text);
                }

                writer.WriteEndObject();
                break;
            case IEnumerable<string> list:
                writer.WriteStartArray();
                foreach (var text in list)
                {
                    writer.WriteStringValue(text);
                }

                writer.WriteEndArray();
                break;
            case IEnumerable<FieldMapping> fields:
                writer.WriteStartArray();
                foreach (var (from, to) in fields)
                {
                    writer.WriteStartObject();
                    writer.WriteString("From", from.ToString());
                    writer.WriteString("To", to.ToString());
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            default:
                writer.WriteStringValue(TextOf(value));
                break;
        }
    }

    private static string? TextOf(object value) => value switch
    {
        KeyIdSource source => EnvelopeWords.Of(EnvelopeWords.KeyIdFrom, source),
        IssuedAt unit => EnvelopeWords.Of(EnvelopeWords.Issued, unit),
        JweDialect dialect => EnvelopeWords.Of(EnvelopeWords.Dialect, dialect),
        IvSource source => EnvelopeWords.Of(EnvelopeWords.Iv, source),
        TagPosition position => EnvelopeWords.Of(EnvelopeWords.Tag, position),
        BinaryEncoding encoding => EnvelopeWords.Of(EnvelopeWords.Encoding, encoding),
        FieldText text => EnvelopeWords.Of(EnvelopeWords.Text, text),
        _ => value.ToString(),
    };
}
