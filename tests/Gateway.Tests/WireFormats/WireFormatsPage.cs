using System.Text;
using Gateway.Commands;
using Gateway.Commands.Vectors;
using Gateway.Configuration.Options;
using Gateway.Tests.Harness;
using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Envelopes.Examples;

namespace Gateway.Tests.WireFormats;

/// <summary>
/// The part of docs/wire-formats.md that comes out of the code: every preset and format, with its bytes, its settings, its source and a worked example. What is drawn at random
/// is taken from the page as it stands, where it is a true example; everything else is written anew.
/// </summary>
internal sealed class WireFormatsPage
{
    public const string Begin = "<!-- From here on this page is written by WireFormatsTests. -->\n";
    public const string End = "<!-- Up to here. -->\n";

    private readonly string _before;
    private readonly string _generated;
    private readonly string _after;
    private readonly ExampleMaker _maker = new(TimeProvider.System, [.. ExampleKey.Fresh()]);

    /// <param name="text">The page as it stands.</param>
    public WireFormatsPage(string text)
    {
        var begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var end = text.IndexOf(End, StringComparison.Ordinal);
        _before = text[..begin];
        _generated = text[begin..end];
        _after = text[end..];
    }

    public static string FilePath { get; } = Path.Combine(Repository.Root, "docs", "wire-formats.md");

    /// <summary>The page as it should stand.</summary>
    public string Write()
    {
        var text = new StringBuilder(_before);
        text.Append("\n## Presets\n");
        foreach (var (name, _, preset) in VectorsCommand.All.Where(static known => known.IsPreset))
        {
            Append(text, name, preset, isPreset: true);
        }

        text.Append("\n## Formats\n\nThe examples are of the defaults, as the bare message (`Text: true`).\n");
        foreach (var format in Gateway.Transforms.GatewayTransforms.Envelopes.Values.OrderBy(static format => format.Name, StringComparer.Ordinal))
        {
            Append(text, format.Name, new EnvelopePreset(format, new EnvelopeSettings()), isPreset: false);
        }

        return text.Append('\n').Append(_after).ToString();
    }

    private void Append(StringBuilder text, string name, EnvelopePreset preset, bool isPreset)
    {
        var problems = new List<string>();
        var fresh = _maker.TryMake(name, preset, (setting, problem) => problems.Add($"{setting}: {problem}")).ShouldNotBeNull(string.Join("; ", problems));
        fresh.Opens.ShouldBeTrue(name);
        var heading = $"\n### `{name}`{(isPreset ? string.Empty : ", the format")}\n";
        var example = Committed(heading) is { } committed && PrintedExample.TryRead(committed, fresh) is { Opens: true } kept ? kept : fresh;

        text.Append(heading).Append($"\n{preset.Summary}. Source: {preset.Source}.\n\n");
        if (isPreset)
        {
            text.Append($"```json\n{ExampleText.SettingsOf(fresh.Preset)}\n```\n\n");
            text.Append(fresh.Filled.Count > 0 ? $"Yours to say, and filled in here: {string.Join(", ", fresh.Filled.Select(static setting => $"`{setting}`"))}.\n\n" : string.Empty);
        }
        else
        {
            AppendSettings(text, preset.Format);
        }

        text.Append("| part | bytes |\n|---|---|\n");
        foreach (var part in example.Parts)
        {
            text.Append($"| `{{{part.Name}}}` | {Code(part.Meaning)} |\n");
        }

        text.Append('\n');
        for (var i = 0; i < example.Opening.Count; i++)
        {
            text.Append($"{i + 1}. {Code(example.Opening[i])}\n");
        }

        text.Append("\n<details><summary>Worked example</summary>\n\n```text\n");
        foreach (var section in ExampleText.Sections(example).Where(static section => PrintedExample.Titles.Contains(section.Title)))
        {
            text.Append(section.Title);
            ExampleText.Append(text, section);
        }

        text.Append("```\n\n</details>\n");
    }

    private static void AppendSettings(StringBuilder text, IEnvelope format)
    {
        text.Append("| setting | values | default |\n|---|---|---|\n");
        foreach (var setting in format.Settings)
        {
            var (values, otherwise) = ValuesOf(setting, format);
            text.Append($"| `{setting}` | {values} | {otherwise} |\n");
        }

        text.Append('\n');
    }

    private static (string Values, string Default) ValuesOf(string setting, IEnvelope format) => setting switch
    {
        nameof(EnvelopeSettings.Algorithm) => Asked(setting, format, new EnvelopeSettings { Algorithm = "?" }),
        nameof(EnvelopeSettings.Encryption) => Asked(setting, format, new EnvelopeSettings { Encryption = "?" }),
        nameof(EnvelopeSettings.OaepHash) => (Asked(setting, format, new EnvelopeSettings { OaepHash = "?" }).Values, "what `Algorithm` says, or the first"),
        nameof(EnvelopeSettings.OaepMgf1Hash) => (Asked(setting, format, new EnvelopeSettings { OaepMgf1Hash = "?" }).Values, "that of `OaepHash`"),
        nameof(EnvelopeSettings.Encoding) => (Words(EnvelopeWords.Encoding), $"`{EnvelopeWords.Of(EnvelopeWords.Encoding, format.DefaultEncoding)}`"),
        nameof(EnvelopeSettings.Dialect) => (Words(EnvelopeWords.Dialect), "`standard`"),
        nameof(EnvelopeSettings.Iv) => (Words(EnvelopeWords.Iv), "`random`"),
        nameof(EnvelopeSettings.Tag) => (Words(EnvelopeWords.Tag), "`end`"),
        nameof(EnvelopeSettings.IssuedAt) => (Words(EnvelopeWords.Issued), "`none`"),
        nameof(EnvelopeSettings.KeyIdFrom) => (Words(EnvelopeWords.KeyIdFrom), "none"),
        nameof(EnvelopeSettings.KeyId) => ("text", "none"),
        nameof(EnvelopeSettings.AssociatedData) => ("text", "none"),
        nameof(EnvelopeSettings.Header) => ("a JSON object", "none"),
        _ => throw new InvalidOperationException($"say here what {setting} may be"),
    };

    /// <summary>What a format answers to a value that nobody knows: the names that it does know, its default first.</summary>
    private static (string Values, string Default) Asked(string setting, IEnvelope format, EnvelopeSettings settings)
    {
        var answer = string.Empty;
        format.TryCompile(settings, TimeProvider.System, (about, problem) => answer = about == setting ? problem : answer);
        var known = answer.Split("known are ")[1].Split(", ");
        return (string.Join(", ", known.Select(static name => $"`{name}`")), $"`{known[0]}`");
    }

    private static string Words<T>((string Word, T Value)[] words) => string.Join(", ", words.Select(static word => $"`{word.Word}`"));

    private static string Code(string text) => System.Text.RegularExpressions.Regex.Replace(text, @"\{[A-Za-z]+\}", "`$0`");

    private string? Committed(string heading)
    {
        var start = _generated.IndexOf(heading, StringComparison.Ordinal);
        if (start < 0)
        {
            return null;
        }

        const string Fence = "```text\n";
        start = _generated.IndexOf(Fence, start, StringComparison.Ordinal) + Fence.Length;
        return _generated[start.._generated.IndexOf("```", start, StringComparison.Ordinal)];
    }
}
