using System.Globalization;
using System.Text;
using System.Text.Json;
using Gateway.Configuration.Options;
using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Envelopes.Examples;

namespace Gateway.Commands.Vectors;

/// <summary>Writes an example for people.</summary>
internal static class ExampleText
{
    /// <summary>Writes it.</summary>
    /// <param name="example">What to write.</param>
    /// <param name="inColour">Whether whoever reads it sees colours.</param>
    public static string Write(EnvelopeExample example, bool inColour)
    {
        var text = new StringBuilder();
        var preset = example.Preset;
        text.Append(CultureInfo.InvariantCulture, $"{Marked(example.Name, inColour)}: {preset.Summary}\nSource: {preset.Source}\n");
        foreach (var section in Sections(example))
        {
            text.Append('\n').Append(Marked(section.Title, inColour));
            Append(text, section);
        }

        return text.ToString();
    }

    /// <summary>The example's sections, in the order of reading.</summary>
    public static IEnumerable<ExampleSection> Sections(EnvelopeExample example) =>
    [
        new("Settings", example.Filled.Count == 0 ? string.Empty : $"filled in here, and yours to say: {string.Join(", ", example.Filled)}", SettingsOf(example.Preset).Split('\n')),
        KeyOf(example.Key),
        new("Plaintext", Bytes(example.Plaintext), [Encoding.UTF8.GetString(example.Plaintext.Span)]),
        new("Headers", string.Empty, [.. example.Headers.Select(static header => $"{header.Key}: {header.Value}")]),
        BodyOf(example),
        new("Parts", string.Empty, [.. example.Parts.SelectMany(LinesOf)]),
        new("To open it", string.Empty, [.. example.Opening.Select(static (step, number) => string.Create(CultureInfo.InvariantCulture, $"{number + 1}. {step}"))]),
    ];

    /// <summary>Writes a section without its title.</summary>
    public static void Append(StringBuilder text, ExampleSection section)
    {
        text.Append(section.Detail.Length > 0 ? $" ({section.Detail})\n" : "\n");
        foreach (var line in section.Lines)
        {
            text.Append("  ").Append(line).Append('\n');
        }
    }

    /// <summary>The settings as the configuration has them.</summary>
    public static string SettingsOf(EnvelopePreset preset)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, ExampleJson.Readable))
        {
            EnvelopeSettingsJson.Write(preset, writer);
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static ExampleSection KeyOf(ExampleKey key) => key.IsShared
        ? new("Key", $"{key.Kind}; a throw-away", [$"hex     {Convert.ToHexStringLower(key.Opens.Span)}", $"base64  {Convert.ToBase64String(key.Opens.Span)}"])
        : new("Key", $"{key.Kind}; a throw-away; the public key is Gateway's, the private one the receiver's", [.. LinesOf(key.Seals), .. LinesOf(key.Opens)]);

    private static ExampleSection BodyOf(EnvelopeExample example) => ExampleJson.IsText(example)
        ? new("Body", Bytes(example.Body), [Encoding.UTF8.GetString(example.Body.Span)])
        : new("Body", $"{Bytes(example.Body)}, sent as they are", [$"hex     {Convert.ToHexStringLower(example.Body.Span)}", $"base64  {Convert.ToBase64String(example.Body.Span)}"]);

    private static IEnumerable<string> LinesOf(ExamplePart part)
    {
        yield return $"{{{part.Name}}}: {part.Meaning}";
        if (part.Text is not null)
        {
            yield return $"  text  {part.Text}";
        }

        if (part.Hex is not null)
        {
            yield return $"  hex   {part.Hex}";
        }
    }

    private static string[] LinesOf(ReadOnlyMemory<byte> pem) => Encoding.ASCII.GetString(pem.Span).TrimEnd().Split('\n');

    private static string Bytes(ReadOnlyMemory<byte> bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes.Length} bytes");

    private static string Marked(string title, bool inColour) => inColour ? $"\e[1m{title}\e[0m" : title;
}
