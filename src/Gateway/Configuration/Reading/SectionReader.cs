using Gateway.Transforms.Text;

namespace Gateway.Configuration.Reading;

/// <summary>
/// Reads one object of the configuration key by key, each by the type that is wanted. Asking for a key makes it known; <see cref="Finish"/>
/// reports those that nobody asked for. Every problem is reported and answered with the default, so that reading goes on to the next.
/// </summary>
internal sealed class SectionReader
{
    private readonly ObjectNode _node;
    private readonly ProblemList _problems;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <param name="node">The object.</param>
    /// <param name="path">Its path.</param>
    /// <param name="problems">Gets what is wrong.</param>
    /// <param name="isSensitive">Whether its values may be secrets by someone's mistake: no message repeats them, nor those of its sections.</param>
    public SectionReader(ObjectNode node, KeyPath path, ProblemList problems, bool isSensitive = false)
    {
        _node = node;
        _problems = problems;
        Refusals = new ValueRefusals(path, problems, isSensitive);
        Path = path;
        problems.Remember(path, node.Location);
    }

    public KeyPath Path { get; }

    /// <summary>Where the section was written.</summary>
    public SourceLocation Location => _node.Location;

    /// <summary>Where values that are of the right kind and not acceptable are reported.</summary>
    public ValueRefusals Refusals { get; }

    /// <summary>Whether the key is there, whatever its value.</summary>
    public bool Has(string key) => _node.Find(key) is not null;

    /// <summary>The keys of the section as they were written.</summary>
    public IEnumerable<string> Keys => _node.Members.Select(static member => member.Key);

    /// <summary>Whether the key holds an object without members.</summary>
    public bool IsEmpty(string key) => _node.Find(key) is { } value && OverlayText.Parse(value, out _) is ObjectNode { Members.Count: 0 };

    public string? Text(string key) =>
        FreeText(key) is not { } text ? null
        : !text.Any(char.IsControl) ? text
        : Refusals.WrongValue<string?>(key, "a string without control characters", "one with them", null);

    /// <summary>The absolute path of a file; one that is relative is so to <paramref name="baseDirectory"/>.</summary>
    public string? FilePath(string key, string baseDirectory) => Text(key) is { } path ? System.IO.Path.GetFullPath(path, baseDirectory) : null;

    /// <summary>A string that must be there; empty after a problem.</summary>
    public string RequiredText(string key)
    {
        if (Has(key))
        {
            return Text(key) ?? string.Empty;
        }

        _known.Add(key);
        _problems.Error(Path.Key(key), "this key is required");
        return string.Empty;
    }

    /// <summary>A string whose text no message may repeat; empty after a problem.</summary>
    public string SensitiveText(string key)
    {
        switch (Value(key))
        {
            case ScalarNode { Scalar: ScalarKind.Text or ScalarKind.Untyped, Text.Length: > 0 } scalar:
                return scalar.Text;
            case null when Has(key):
                break;
            default:
                _problems.Error(Path.Key(key), "a string that is not empty is required");
                break;
        }

        return string.Empty;
    }

    /// <summary>A single value of one of <paramref name="kinds"/>, or from an overlay; null when the key is absent, or holds something else.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="wanted">What it should be, as a message says it.</param>
    /// <param name="kinds">As what it may be written.</param>
    public ScalarNode? Scalar(string key, string wanted, params ReadOnlySpan<ScalarKind> kinds)
    {
        if (Value(key) is not { } value)
        {
            return null;
        }

        return value is ScalarNode scalar && (scalar.Scalar == ScalarKind.Untyped || kinds.Contains(scalar.Scalar))
            ? scalar
            : Refusals.WrongKind<ScalarNode?>(key, value, wanted, null);
    }

    /// <summary>A list of strings; null when the key is absent.</summary>
    public IReadOnlyList<string>? TextList(string key)
    {
        if (Value(key) is not { } value || Typed(key, value) is not { } typed)
        {
            return null;
        }

        if (typed is not ArrayNode array)
        {
            return Refusals.WrongKind<IReadOnlyList<string>?>(key, typed, "an array of strings", null);
        }

        var texts = new List<string>();
        for (var i = 0; i < array.Items.Count; i++)
        {
            var path = Path.Key(key).Item(i);
            _problems.Remember(path, array.Items[i].Location);
            if (array.Items[i] is ScalarNode { Scalar: ScalarKind.Text, Text.Length: > 0 } text)
            {
                texts.Add(text.Text);
            }
            else
            {
                _problems.Error(path, $"expected a string that is not empty, found {Refusals.Describe(array.Items[i])}");
            }
        }

        return texts;
    }

    /// <summary>A map from names of the user's to strings; empty when the key is absent.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> TextMap(string key)
    {
        if (Section(key, mayBeEmpty: true) is not { } map)
        {
            return [];
        }

        var entries = map.Keys.Select(name => KeyValuePair.Create(name, map.FreeText(name) ?? string.Empty)).ToList();
        map.Finish();
        return entries;
    }

    /// <summary>A section; null when the key is absent or not an object.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="mayBeEmpty">Whether <c>{}</c> says something; elsewhere it is a section that someone forgot to write.</param>
    /// <param name="isSensitive">Whether its values may be secrets by someone's mistake.</param>
    public SectionReader? Section(string key, bool mayBeEmpty = false, bool isSensitive = false)
    {
        if (Value(key) is not { } value || Typed(key, value) is not { } typed)
        {
            return null;
        }

        if (typed is not ObjectNode section)
        {
            return Refusals.WrongKind<SectionReader?>(key, typed, "an object", null);
        }

        if (section.Members.Count == 0 && !mayBeEmpty)
        {
            _problems.Error(Path.Key(key), "the section is empty: leave it out, or say what it is to do");
            return null;
        }

        return new SectionReader(section, Path.Key(key), _problems, Refusals.IsSensitive || isSensitive);
    }

    /// <summary>The sections of a map from names of the user's, such as <c>Routes</c>; empty when the key is absent.</summary>
    public IEnumerable<(string Name, SectionReader Section)> SectionMap(string key, bool isSensitive = false)
    {
        if (Section(key, mayBeEmpty: true, isSensitive) is not { } map)
        {
            yield break;
        }

        var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var member in map._node.Members)
        {
            if (member.Key.Length == 0)
            {
                _problems.Error(member.KeyLocation, map.Path.Key(member.Key), "a name may not be empty");
            }
            else if (!names.TryAdd(member.Key, member.Key))
            {
                _problems.Error(member.KeyLocation, map.Path.Key(member.Key), $"'{names[member.Key]}' differs from it in case only");
            }
            else if (map.Section(member.Key) is { } section)
            {
                yield return (member.Key, section);
            }
        }
    }

    /// <summary>The sections of a list; empty when the key is absent.</summary>
    public IReadOnlyList<SectionReader> SectionList(string key)
    {
        if (Value(key) is not { } value || Typed(key, value) is not { } typed)
        {
            return [];
        }

        if (typed is not ArrayNode array)
        {
            return Refusals.WrongKind<IReadOnlyList<SectionReader>>(key, typed, "an array of objects", []);
        }

        var sections = new List<SectionReader>();
        for (var i = 0; i < array.Items.Count; i++)
        {
            var path = Path.Key(key).Item(i);
            _problems.Remember(path, array.Items[i].Location);
            if (array.Items[i] is ObjectNode section)
            {
                sections.Add(new SectionReader(section, path, _problems, Refusals.IsSensitive));
            }
            else
            {
                _problems.Error(path, $"expected an object, found {Refusals.Describe(array.Items[i])}");
            }
        }

        return sections;
    }

    /// <summary>The value as JSON text without comments, for templates; null when the key is absent.</summary>
    public ReadOnlyMemory<byte>? Json(string key) =>
        Value(key) is { } value && Typed(key, value) is { } typed ? NodeJson.Write(typed) : (ReadOnlyMemory<byte>?)null;

    /// <summary>A hash of everything in the section; it changes when any of it does.</summary>
    public string Fingerprint() => Reading.Fingerprint.Of(NodeJson.Write(_node).Span);

    /// <summary>
    /// A key of the language whose stage is not built: an error, never ignored, unless its value is one of those that ask for nothing.
    /// </summary>
    public void NotBuilt(string key, params string[] asksForNothing)
    {
        if (Value(key) is { } value && !(value is ScalarNode scalar && asksForNothing.Contains(scalar.Text)))
        {
            var hint = asksForNothing.Length > 0 ? $"; only {string.Join(" or ", asksForNothing)} is accepted" : string.Empty;
            _problems.Error(Path.Key(key), $"this version of Gateway does not have this yet{hint}: remove the key");
        }
    }

    /// <summary>Reports the keys that nobody asked for.</summary>
    public void Finish()
    {
        foreach (var member in _node.Members)
        {
            if (!_known.Contains(member.Key))
            {
                var hint = NearestName.Find(member.Key, _known) is { } near ? $"; did you mean '{near}'?" : string.Empty;
                _problems.Error(member.KeyLocation, Path.Key(member.Key), $"unknown key{hint}");
            }
        }
    }

    private ConfigurationNode? Value(string key)
    {
        _known.Add(key);
        if (_node.Find(key) is not { } value)
        {
            return null;
        }

        _problems.Remember(Path.Key(key), value.Location);
        if (value is ScalarNode { Scalar: ScalarKind.Null })
        {
            _problems.Error(Path.Key(key), "null says nothing: leave the key out");
            return null;
        }

        return value;
    }

    /// <summary>A string with whatever is in it; for values that are written into bodies, where a line break is nothing special.</summary>
    private string? FreeText(string key) =>
        Scalar(key, "a string", ScalarKind.Text) is not { } scalar ? null
        : scalar.Text.Length > 0 ? scalar.Text
        : Refusals.WrongValue<string?>(key, scalar, "a string that is not empty", null);

    /// <summary>Text from an overlay, as the JSON that an object or list is written in there; null, with a problem reported, when that is broken.</summary>
    private ConfigurationNode? Typed(string key, ConfigurationNode value)
    {
        var parsed = OverlayText.Parse(value, out var mistakes);
        foreach (var mistake in mistakes)
        {
            // Whatever its place within the value: an overlay has no lines.
            _problems.Error(value.Location, Path.Key(key), mistake);
        }

        return mistakes.Count > 0 ? null : parsed;
    }
}
