using Gateway.Configuration.Reading;
using Gateway.Secrets;
using Gateway.Transforms.Secrets;

namespace Gateway.Configuration.Options;

/// <summary>Types <c>Secrets</c> and <c>SecretStores</c>.</summary>
internal sealed class SecretsReader(SecretSurroundings surroundings)
{
    private static readonly TimeSpan LeastRefresh = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Most = TimeSpan.FromDays(3650);

    /// <summary>Long enough for the people who mend a store, short enough for a key that should not be used for ever.</summary>
    private static readonly TimeSpan LeastDefaultMaxStale = TimeSpan.FromHours(1);

    private readonly ProblemList _problems = surroundings.Problems;

    /// <summary>Reads all secrets that have no mistake.</summary>
    public IReadOnlyList<SecretDefinition> Read(SectionReader root)
    {
        surroundings.Stores.Read(root, surroundings);
        var definitions = new List<SecretDefinition>();
        foreach (var (name, section) in root.SectionMap("Secrets", isSensitive: true))
        {
            // One with a mistake is not looked for: that it is not found would be a second one.
            var errors = _problems.ErrorCount;
            if (Read(name, section) is { } definition && _problems.ErrorCount == errors)
            {
                definitions.Add(definition);
            }
        }

        return new SecretOrder(definitions, root, surroundings).Judge();
    }

    private SecretDefinition? Read(string name, SectionReader section)
    {
        var encoding = section.Choice(
            "Encoding",
            SecretEncoding.Utf8,
            ("utf8", SecretEncoding.Utf8),
            ("hex", SecretEncoding.Hex),
            ("base64", SecretEncoding.Base64),
            ("base64url", SecretEncoding.Base64Url),
            ("pem", SecretEncoding.Pem),
            ("jwk", SecretEncoding.Jwk));
        var previous = section.Has("Previous") ? section.SensitiveText("Previous") : null;
        var rotateEvery = section.Has("RotateEvery") ? section.Duration("RotateEvery", Most, Most) : (TimeSpan?)null;
        var kind = section.RequiredText("Source");
        if (!SecretSources.All.TryGetValue(kind, out var source))
        {
            if (kind.Length > 0)
            {
                _problems.Error(section.Path.Key("Source"), $"this is not a source of this version; it has {string.Join(", ", SecretSources.All.Keys)}");
            }

            return null;
        }

        var context = new SecretSourceContext(surroundings);
        var (refresh, maxStale) = ReadPace(section, source);
        var read = source.Read(section, context);
        section.Finish();
        if (read is null)
        {
            return null;
        }

        using var fingerprint = new Fingerprint();
        fingerprint.Add(section.Fingerprint());
        foreach (var dependency in context.Dependencies)
        {
            fingerprint.Add(dependency);
        }

        return new SecretDefinition(name, read, encoding, fingerprint.Finish())
        {
            SourceName = kind,
            IsLocal = source.IsLocal,
            Refresh = refresh,
            IsRefreshChosen = section.Has("Refresh"),
            MaxStale = maxStale,
            RotateEvery = rotateEvery,
            Previous = previous,
            References = context.References,
        };
    }

    private (TimeSpan? Refresh, TimeSpan? MaxStale) ReadPace(SectionReader section, SecretSourceKind source)
    {
        if (source.Refresh is not { } otherwise)
        {
            foreach (var key in (ReadOnlySpan<string>)["Refresh", "MaxStale"])
            {
                if (section.Has(key))
                {
                    section.Duration(key, Most, Most);
                    _problems.Error(section.Path.Key(key), "a value of this source cannot change while the program runs: leave the key out, or keep the secret in a file or a store");
                }
            }

            return (null, null);
        }

        var refresh = section.Duration("Refresh", otherwise, Most);
        if (refresh < LeastRefresh && refresh != otherwise)
        {
            _problems.Error(section.Path.Key("Refresh"), $"at least {HumanUnits.Format(LeastRefresh)}: more often is a load on the store that nobody needs");
        }

        // Twice: a value that is read again when its time is nearly over must outlast a store that is down just then.
        var otherwiseMaxStale = refresh * 2 > LeastDefaultMaxStale ? refresh * 2 : LeastDefaultMaxStale;
        var maxStale = section.Duration("MaxStale", otherwiseMaxStale, Most);
        if (maxStale < refresh)
        {
            _problems.Error(
                section.Path.Key(section.Has("MaxStale") ? "MaxStale" : "Refresh"),
                $"a value must be good until it is read again: MaxStale is {HumanUnits.Format(maxStale)}, Refresh is {HumanUnits.Format(refresh)}{(section.Has("Refresh") ? string.Empty : " where it is left out")}");
        }

        return (refresh, maxStale);
    }
}
