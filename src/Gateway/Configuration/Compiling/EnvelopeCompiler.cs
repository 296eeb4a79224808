using Gateway.Configuration.Options;
using Gateway.Configuration.Reading;
using Gateway.Transforms;
using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Secrets;

namespace Gateway.Configuration.Compiling;

/// <summary>Compiles <c>Encrypt</c>: finds the preset, lays the route's own settings over it, and joins it with its key.</summary>
internal sealed class EnvelopeCompiler(IReadOnlyDictionary<string, EnvelopeOptions> presets, ProblemList problems)
{
    /// <summary>Reports what is wrong with the presets themselves, whether a route uses them or not.</summary>
    public void JudgePresets()
    {
        foreach (var (name, options) in presets)
        {
            var path = KeyPath.Root.Key("Envelopes").Key(name);
            if (GatewayTransforms.Presets.ContainsKey(name) || GatewayTransforms.Envelopes.ContainsKey(name))
            {
                problems.Error(path, "this is the name of a built-in one: choose another, so that nobody takes one for the other");
            }

            if (options.Format is { Length: > 0 } format && !GatewayTransforms.Envelopes.ContainsKey(format))
            {
                problems.Error(path.Key("Format"), $"'{format}' is not a format of this version; it has {Known(GatewayTransforms.Envelopes.Keys)}");
            }
        }
    }

    public EnvelopePlan? Compile(EncryptOptions options, KeyPath path, Func<string, SecretHandle?> findSecret, Fingerprint fingerprint)
    {
        if (FindPreset(options.Envelope, fingerprint) is not { } preset)
        {
            if (options.Envelope.Length > 0)
            {
                IEnumerable<string> known = [.. presets.Keys, .. GatewayTransforms.Presets.Keys, .. GatewayTransforms.Envelopes.Keys];
                problems.Error(path.Key("Envelope"), $"there is no envelope called '{options.Envelope}'; there are {Known(known)}");
            }

            return null;
        }

        if (findSecret(options.Key) is not { } key)
        {
            if (options.Key.Length > 0)
            {
                problems.Error(path.Key("Key"), $"there is no secret called '{options.Key}' under Secrets");
            }

            return null;
        }

        return EnvelopePlan.TryCompile(options.Overrides.Over(preset), key, (setting, problem) => problems.Error(path.Key(setting), problem));
    }

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
