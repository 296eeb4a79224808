using Gateway.Configuration.Options;
using Gateway.Configuration.Reading;
using Gateway.Transforms;
using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Secrets;

namespace Gateway.Configuration.Compiling;

/// <summary>Compiles <c>Encrypt</c>: finds the preset, lays the route's own settings over it, and joins it with its key.</summary>
internal sealed class EnvelopeCompiler(IReadOnlyDictionary<string, EnvelopeOptions> presets, IReadOnlySet<string> refused, ProblemList problems)
{
    /// <summary>Reports what is wrong with the presets themselves, whether a route uses them or not.</summary>
    public void JudgePresets()
    {
        foreach (var (name, options) in presets)
        {
            var path = PathOf(name);
            if (GatewayTransforms.Presets.ContainsKey(name) || GatewayTransforms.Envelopes.ContainsKey(name))
            {
                problems.Error(path, "this is the name of a built-in one: choose another, so that nobody takes one for the other");
            }

            if (options.Format is { Length: > 0 } format && !GatewayTransforms.Envelopes.ContainsKey(format))
            {
                problems.Error(path.Key("Format"), $"'{format}' is not a format of this version; it has {Known(GatewayTransforms.Envelopes.Keys)}");
            }
            else if (options.Format is { Length: > 0 })
            {
                // What it leaves open is the routes' to say; the bare text stands for it here.
                var settings = options.Over(new EnvelopeSettings(options.Format));
                EnvelopePlan.TryCompile(
                    settings with { Text = settings.Text || settings.Body is null },
                    new SecretHandle(name),
                    (setting, problem) => problems.Error(path.Key(setting), problem));
            }
        }
    }

    public EnvelopePlan? Compile(EncryptOptions options, KeyPath path, SecretFinder secrets, Fingerprint fingerprint)
    {
        var key = secrets.Find(options.Key, path.Key("Key"));
        if (FindPreset(options.Envelope, fingerprint) is not { } preset)
        {
            if (options.Envelope.Length > 0 && !IsRefused(options.Envelope))
            {
                IEnumerable<string> known = [.. presets.Keys, .. GatewayTransforms.Presets.Keys, .. GatewayTransforms.Envelopes.Keys];
                problems.Error(path.Key("Envelope"), $"there is no envelope called '{options.Envelope}'; there are {Known(known)}");
            }

            return null;
        }

        // A format that is not known is the preset's mistake, and told there.
        return key is null || !GatewayTransforms.Envelopes.ContainsKey(preset.Format)
            ? null
            : EnvelopePlan.TryCompile(options.Overrides.Over(preset), key, Report);

        void Report(string setting, string problem)
        {
            var isPresets = presets.TryGetValue(options.Envelope, out var own) && Says(own, setting) && !Says(options.Overrides, setting);
            problems.Error((isPresets ? PathOf(options.Envelope) : path).Key(setting), problem);
        }
    }

    private static bool Says(EnvelopeOptions options, string setting) => setting switch
    {
        "Encryption" => options.Encryption is not null,
        "Body" => options.Body is not null,
        _ => false,
    };

    private static KeyPath PathOf(string preset) => KeyPath.Root.Key("Envelopes").Key(preset);

    private bool IsRefused(string preset) => refused.Contains(PathOf(preset).ToString());

    private EnvelopeSettings? FindPreset(string name, Fingerprint fingerprint)
    {
        if (presets.TryGetValue(name, out var options))
        {
            fingerprint.Add(options.Fingerprint);
            return options.Over(new EnvelopeSettings(options.Format ?? string.Empty));
        }

        return GatewayTransforms.Presets.TryGetValue(name, out var builtIn) ? builtIn
            : GatewayTransforms.Envelopes.ContainsKey(name) ? new EnvelopeSettings(name)
            : null;
    }

    private static string Known(IEnumerable<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal));
}
