using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Gateway.Configuration.Options;
using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Envelopes.Examples;

namespace Gateway.Commands.Vectors;

/// <summary>Writes examples for programs.</summary>
internal static class ExampleJson
{
    /// <summary>How JSON is written for people and programs.</summary>
    public static readonly JsonWriterOptions Readable = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether the body is text; otherwise it is the bare bytes of the message.</summary>
    public static bool IsText(EnvelopeExample example) => example.Preset.Encoding != BinaryEncoding.Binary || example.Preset.Settings.Text != true;

    /// <summary>Writes one example.</summary>
    public static string Write(EnvelopeExample example) => Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("name", example.Name);
        writer.WriteString("summary", example.Preset.Summary);
        writer.WriteString("source", example.Preset.Source);
        writer.WritePropertyName("settings");
        EnvelopeSettingsJson.Write(example.Preset, writer);
        WriteTexts(writer, "filled", example.Filled);
        WriteKey(writer, example.Key);
        writer.WriteString("plaintext", example.Plaintext.Span);
        writer.WriteStartObject("headers");
        foreach (var (name, value) in example.Headers)
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
        if (IsText(example))
        {
            writer.WriteString("body", example.Body.Span);
        }

        writer.WriteBase64String("bodyBase64", example.Body.Span);
        WriteParts(writer, example.Parts);
        WriteTexts(writer, "opening", example.Opening);
        writer.WriteEndObject();
    });

    /// <summary>Writes the names that there are.</summary>
    public static string Write(IEnumerable<(string Name, bool IsPreset, EnvelopePreset Preset)> names) => Write(writer =>
    {
        writer.WriteStartArray();
        foreach (var (name, isPreset, preset) in names)
        {
            writer.WriteStartObject();
            writer.WriteString("name", name);
            writer.WriteString("kind", isPreset ? "preset" : "format");
            writer.WriteString("format", preset.Format.Name);
            writer.WriteString("summary", preset.Summary);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    private static string Write(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length) + "\n";
    }

    private static void WriteKey(Utf8JsonWriter writer, ExampleKey key)
    {
        writer.WriteStartObject("key");
        writer.WriteString("kind", key.Kind);
        if (key.IsShared)
        {
            writer.WriteString("hex", Convert.ToHexStringLower(key.Opens.Span));
            writer.WriteBase64String("base64", key.Opens.Span);
        }
        else
        {
            writer.WriteString("publicPem", key.Seals.Span);
            writer.WriteString("privatePem", key.Opens.Span);
        }

        writer.WriteEndObject();
    }

    private static void WriteParts(Utf8JsonWriter writer, IEnumerable<ExamplePart> parts)
    {
        writer.WriteStartArray("parts");
        foreach (var part in parts)
        {
            writer.WriteStartObject();
            writer.WriteString("name", part.Name);
            writer.WriteString("meaning", part.Meaning);
            if (part.Text is not null)
            {
                writer.WriteString("text", part.Text);
            }

            if (part.Hex is not null)
            {
                writer.WriteString("hex", part.Hex);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}
