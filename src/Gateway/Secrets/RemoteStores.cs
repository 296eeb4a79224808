using Gateway.Configuration.Reading;
using Gateway.Transforms.Text;

namespace Gateway.Secrets;

/// <summary>The stores of one configuration: those under <c>SecretStores</c>, and one of each kind that needs no settings, where a secret asks for it.</summary>
internal sealed class RemoteStores
{
    private readonly Dictionary<string, Entry> _configured = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Entry?> _implied = new(StringComparer.Ordinal);
    private readonly HashSet<string> _refused = new(StringComparer.Ordinal);
    private SecretSurroundings? _surroundings;

    /// <summary>Reads <c>SecretStores</c>.</summary>
    public void Read(SectionReader root, SecretSurroundings surroundings)
    {
        _surroundings = surroundings;
        foreach (var (name, section) in root.SectionMap("SecretStores", isSensitive: true))
        {
            var kind = section.RequiredText("Kind");
            if (RemoteStoreKinds.All.TryGetValue(kind, out var known) && Read(section, kind, known) is { } entry)
            {
                _configured.Add(name, entry);
                continue;
            }

            _refused.Add(name);
            if (known is null && kind.Length > 0)
            {
                surroundings.Problems.Error(section.Path.Key("Kind"), $"this is not a kind of store of this version; it has {string.Join(", ", RemoteStoreKinds.All.Keys)}");
            }
        }
    }

    /// <summary>The store that <paramref name="section"/> names under <c>Store</c>, or else the only one of its kind; null, with a problem reported, when there is none.</summary>
    public Entry? Find(SectionReader section, string kind)
    {
        var problems = _surroundings!.Problems;
        var ofKind = _configured.Where(entry => entry.Value.Kind == kind).ToList();
        if (section.Has("Store"))
        {
            var name = section.RequiredText("Store");
            if (_configured.TryGetValue(name, out var named) && named.Kind == kind)
            {
                return named;
            }

            if (!_refused.Contains(name) && name.Length > 0)
            {
                var hint = NearestName.Find(name, ofKind.Select(static entry => entry.Key)) is { } near ? $"; did you mean '{near}'?" : string.Empty;
                problems.Error(section.Path.Key("Store"), $"there is no store of kind {kind} with this name under SecretStores{hint}");
            }

            return null;
        }

        if (ofKind is [var only])
        {
            return only.Value;
        }

        if (ofKind.Count > 1)
        {
            problems.Error(section.Path.Key("Store"), $"this key is required: there are several stores of kind {kind} ({string.Join(", ", ofKind.Select(static entry => entry.Key))})");
            return null;
        }

        // One that was refused may be the one that is meant.
        return _refused.Count > 0 ? null : Imply(kind, section.Location);
    }

    /// <summary>The store of a kind that nobody wrote down. What it lacks is reported where it was first asked for, which is the only place there is.</summary>
    private Entry? Imply(string kind, SourceLocation askedFor)
    {
        if (!_implied.TryGetValue(kind, out var entry))
        {
            var section = new SectionReader(new ObjectNode(askedFor), KeyPath.Root.Key("SecretStores").Key(kind), _surroundings!.Problems, isSensitive: true);
            entry = Read(section, kind, RemoteStoreKinds.All[kind]);
            _implied.Add(kind, entry);
        }

        return entry;
    }

    private Entry? Read(SectionReader section, string kind, RemoteStoreKind known)
    {
        var errors = _surroundings!.Problems.ErrorCount;
        var context = new SecretSourceContext(_surroundings);
        var store = known.Read(section, context);
        section.Finish();
        return store is not null && _surroundings.Problems.ErrorCount == errors ? new Entry(kind, store, section.Fingerprint(), context) : null;
    }

    /// <summary>A store that was read.</summary>
    /// <param name="Kind">Its kind.</param>
    /// <param name="Store">The store, as its kind made it.</param>
    /// <param name="Fingerprint">Of its section.</param>
    /// <param name="Context">What it depends on.</param>
    internal sealed record Entry(string Kind, object Store, string Fingerprint, SecretSourceContext Context);
}
