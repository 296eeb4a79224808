using Gateway.Configuration.Options;
using Gateway.Configuration.Reading;
using Gateway.Transforms;
using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Secrets;

namespace Gateway.Configuration.Compiling;

/// <summary>Compiles <c>Encrypt</c> and <c>Decrypt</c>: finds the preset, lays the route's own settings over it, and joins it with its key.</summary>
internal sealed class EnvelopeCompiler(
    IReadOnlyDictionary<string, EnvelopeOptions> presets, IReadOnlySet<string> refused, TimeProvider clock, ProblemList problems)
{
    /// <summary>Reports what is wrong with the presets themselves, whether a route uses them or not.</summary>
    public void JudgePresets()
    {
        foreach (var (preset, options) in presets)
        {
            var path = PathOf(preset);
            if (GatewayTransforms.Presets.ContainsKey(preset) || GatewayTransforms.Envelopes.ContainsKey(preset))
            {
                problems.Error(path, "this is the name of a built-in one: choose another, so that nobody takes one for the other");
            }

            if (string.IsNullOrEmpty(options.Format))
            {
                continue;
            }

            if (FindFormat(options.Format) is not { } format)
            {
                problems.Error(path.Key("Format"), $"'{options.Format}' is not a format of this version; it has {Known(GatewayTransforms.Envelopes.Keys)}");
            }
            else
            {
                EnvelopePlan.TryCompile(
                    format with { Settings = Fill(options.Settings, format.Format) },
                    new SecretHandle(preset),
                    KeyUse.Seal,
                    clock,
                    (setting, problem) => problems.Error(path.Key(setting), problem));
            }
        }
    }

    /// <summary>Compiles <c>Encrypt</c>, which stands at <paramref name="path"/>.</summary>
    public EnvelopePlan? Compile(EncryptOptions options, KeyPath path, SecretFinder secrets, Fingerprint fingerprint)
    {
        var key = secrets.Find(options.Key, path.Key("Key"));
        return FindPreset(options, path, fingerprint) is { } preset && key is not null ? Compile(preset, options, KeyUse.Seal, path, key, secrets) : null;
    }

    /// <summary>Compiles <c>Decrypt</c>, which stands at <paramref name="path"/>: one plan for each key that is tried.</summary>
    public IReadOnlyList<EnvelopePlan>? CompileOpening(EncryptOptions options, KeyPath path, SecretFinder secrets, PreviousSecrets previous, Fingerprint fingerprint)
    {
        var key = secrets.Find(options.Key, path.Key("Key"));
        if (FindPreset(options, path, fingerprint) is not { } preset || key is null)
        {
            return null;
        }

        var plans = previous.Of(options.Key).Select(secrets.Find).OfType<SecretHandle>().Prepend(key)
            .Select(each => Compile(preset, options, KeyUse.Open, path, each, secrets)).ToList();
        return plans.Contains(null) ? null : [.. plans.OfType<EnvelopePlan>()];
    }

    private EnvelopePlan? Compile(EnvelopePreset preset, EncryptOptions options, KeyUse use, KeyPath path, SecretHandle key, SecretFinder secrets)
    {
        var plan = EnvelopePlan.TryCompile(preset.With(options.Overrides.Settings), key, use, clock, Report);
        if (plan is null)
        {
            return null;
        }

        secrets.Demand(key.Name, value => plan.FindKeyProblem(value) is { } problem ? $"it does not fit what it is used for: {problem}" : null);
        foreach (var weakness in plan.Weaknesses)
        {
            problems.Warn(path.Key("Waivers"), $"{weakness.Name} is waived: {weakness.Reason}");
        }

        // Whether a key that is not at hand is small, nobody knows yet.
        var unknown = key.IsAvailable ? [] : new[] { Weakness.SmallRsaKey };
        foreach (var waiver in (options.Overrides.Settings.Waivers ?? []).Except(plan.Weaknesses.Select(static weakness => weakness.Name)).Except(unknown))
        {
            problems.Warn(path.Key("Waivers"), $"nothing here is weak by the name of {waiver}: remove the waiver, so that it does not hide a weakness of later");
        }

        return plan;

        void Report(string setting, string problem)
        {
            var isPresets = presets.TryGetValue(options.Envelope, out var own) && own.Settings.Says(setting) && !options.Overrides.Settings.Says(setting);
            problems.Error((isPresets ? PathOf(options.Envelope) : path).Key(setting), problem);
        }
    }

    /// <summary>What a preset leaves open is the routes' to say; the bare message, every waiver and some key id stand for it.</summary>
    private static EnvelopeSettings Fill(EnvelopeSettings settings, IEnvelope format) => settings with
    {
        Text = settings.Text ?? settings.Body is null,
        Waivers = [.. Weakness.Names.Union(settings.Waivers ?? [])],
        KeyId = settings.KeyId ?? (settings.KeyIdFrom is null && format.Settings.Contains(nameof(settings.KeyId)) ? "key" : null),
    };

    private static KeyPath PathOf(string preset) => KeyPath.Root.Key("Envelopes").Key(preset);

    private bool IsRefused(string preset) => refused.Contains(PathOf(preset).ToString());

    /// <summary>The preset that is named; null, with a problem reported, when there is none.</summary>
    private EnvelopePreset? FindPreset(EncryptOptions options, KeyPath path, Fingerprint fingerprint)
    {
        var preset = FindPreset(options.Envelope, fingerprint);

        // A preset without a known format is the preset's mistake, and told there.
        if (preset is null && options.Envelope.Length > 0 && !presets.ContainsKey(options.Envelope) && !IsRefused(options.Envelope))
        {
            IEnumerable<string> known = [.. presets.Keys, .. GatewayTransforms.Presets.Keys, .. GatewayTransforms.Envelopes.Keys];
            problems.Error(path.Key("Envelope"), $"there is no envelope of this name; there are {Known(known)}");
        }

        return preset;
    }

    private EnvelopePreset? FindPreset(string name, Fingerprint fingerprint)
    {
        if (presets.TryGetValue(name, out var options))
        {
            fingerprint.Add(options.Fingerprint);
            return FindFormat(options.Format ?? string.Empty) is { } format ? format with { Settings = options.Settings } : null;
        }

        return GatewayTransforms.Presets.TryGetValue(name, out var builtIn) ? builtIn : FindFormat(name);
    }

    private static EnvelopePreset? FindFormat(string name) =>
        GatewayTransforms.Envelopes.TryGetValue(name, out var format) ? new EnvelopePreset(format, new EnvelopeSettings()) : null;

    private static string Known(IEnumerable<string> names) => string.Join(", ", names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
}
