using System.CommandLine;
using System.Text;
using Gateway.Commands.Vectors;
using Gateway.Configuration.Reading;
using Gateway.Transforms;
using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Envelopes.Examples;
using Gateway.Transforms.Text;

namespace Gateway.Commands;

/// <summary><c>gateway vectors</c>: a worked example of a preset or a format, for those who build the receiver. Needs no configuration, and knows no key but its own.</summary>
internal static class VectorsCommand
{
    private static readonly Argument<string?> Name = new("PRESET")
    {
        Description = "A preset, or a generic format; without it, all are listed.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> Algorithm = new("--algorithm") { Description = "Algorithm, in the place of the preset's.", HelpName = "NAME" };

    private static readonly Option<string?> Encryption = new("--encryption") { Description = "Encryption, in the place of the preset's.", HelpName = "NAME" };

    private static readonly Option<string?> KeyId = new("--key-id") { Description = "KeyId, in the place of the preset's.", HelpName = "ID" };

    private static readonly Option<bool> Json = new("--json") { Description = "Prints JSON." };

    public static Command Create()
    {
        var command = new Command(
            "vectors",
            """
            Prints a worked example of a preset for the receiver's engineers: settings, a throw-away key, plaintext, the sealed body with its headers and parts, and how to open it. It was opened again before it is printed. Exit 0; 1 if it did not open, 2 if there is no such preset or the settings do not go together.

            Examples:
              gateway vectors                                                            list all
              gateway vectors mastercard-fle                                             read one
              gateway vectors jwe --algorithm ECDH-ES+A256KW --encryption A128CBC-HS256  of a generic format
              gateway vectors visa-mle --json                                            for a test of the receiver's
            """);
        command.Arguments.Add(Name);
        command.Options.Add(Algorithm);
        command.Options.Add(Encryption);
        command.Options.Add(KeyId);
        command.Options.Add(Json);
        command.SetAction((arguments, _) => RunAsync(arguments, Console.Out));
        return command;
    }

    /// <summary>Every name that has an example: the presets, and the formats that are not called like one.</summary>
    public static IEnumerable<(string Name, bool IsPreset, EnvelopePreset Preset)> All =>
    [
        .. GatewayTransforms.Presets.OrderBy(static preset => preset.Key, StringComparer.Ordinal).Select(static preset => (preset.Key, true, preset.Value)),
        .. GatewayTransforms.Envelopes.Where(static format => !GatewayTransforms.Presets.ContainsKey(format.Key)).OrderBy(static format => format.Key, StringComparer.Ordinal)
            .Select(static format => (format.Key, false, new EnvelopePreset(format.Value, new EnvelopeSettings()))),
    ];

    private static async Task<int> RunAsync(ParseResult arguments, TextWriter output)
    {
        var isJson = arguments.GetValue(Json);
        if (arguments.GetValue(Name) is not { } name)
        {
            await output.WriteAsync(isJson ? ExampleJson.Write(All) : Listing());
            return ExitCode.Success;
        }

        var names = All.Select(static known => known.Name).ToList();
        if (!names.Contains(name))
        {
            ErrorOutput.TryWriteLine($"gateway: there is no preset or format called '{OneLine.Of(name)}'; {(NearestName.Find(name, names) is { } near ? $"did you mean '{near}'?" : $"there are {string.Join(", ", names)}")}");
            return ExitCode.ConfigurationError;
        }

        var preset = All.First(known => known.Name == name).Preset.With(new EnvelopeSettings
        {
            Algorithm = arguments.GetValue(Algorithm),
            Encryption = arguments.GetValue(Encryption),
            KeyId = arguments.GetValue(KeyId),
        });
        var maker = new ExampleMaker(TimeProvider.System, ExampleKey.Fresh());
        if (maker.TryMake(name, preset, static (setting, problem) => ErrorOutput.TryWriteLine($"gateway: {setting}: {OneLine.Of(problem)}")) is not { } example)
        {
            return ExitCode.ConfigurationError;
        }

        if (!example.Opens)
        {
            ErrorOutput.TryWriteLine($"gateway: what was sealed for '{name}' did not open again; it is not printed");
            return ExitCode.Failure;
        }

        await output.WriteAsync(isJson ? ExampleJson.Write(example) : ExampleText.Write(example, Terminal.ShowsColours));
        return ExitCode.Success;
    }

    private static string Listing()
    {
        var all = All.ToList();
        var width = all.Max(static known => known.Name.Length) + 2;
        var text = new StringBuilder("Presets\n");
        foreach (var (name, _, preset) in all.Where(static known => known.IsPreset))
        {
            text.Append("  ").Append(name.PadRight(width)).Append(preset.Summary).Append('\n');
        }

        text.Append("\nFormats\n");
        foreach (var (name, _, preset) in all.Where(static known => !known.IsPreset))
        {
            text.Append("  ").Append(name.PadRight(width)).Append(preset.Summary).Append('\n');
        }

        return text.ToString();
    }
}
