using Gateway.Transforms.Json;
using Gateway.Transforms.Validation.Evaluating;
using Gateway.Transforms.Validation.Keywords;
using Gateway.Transforms.Validation.Patterns;

namespace Gateway.Transforms.Validation.Compiling;

/// <summary>One schema object while it is compiled: its members, and the keywords found so far.</summary>
internal sealed class SchemaScope
{
    private readonly CompileSession _session;
    private readonly SchemaResource _resource;
    private readonly Dictionary<string, SchemaValue> _members = new(StringComparer.Ordinal);
    private readonly List<KeyValuePair<string, SchemaValue>> _foreign = [];

    public SchemaScope(CompileSession session, SchemaValue schema, SchemaResource resource)
    {
        _session = session;
        _resource = resource;
        Schema = schema;
        foreach (var member in schema.Members())
        {
            if (KeywordTable.Names.TryGetValue(member.Key, out var keyword) && Dialect.Has(keyword.Drafts, keyword.Vocabulary))
            {
                _members.Add(member.Key, member.Value);
            }
            else
            {
                _foreign.Add(member);
            }
        }
    }

    public SchemaValue Schema { get; }

    /// <summary>The members that are keywords of this dialect.</summary>
    public IReadOnlyDictionary<string, SchemaValue> Members => _members;

    /// <summary>The members that have no meaning here.</summary>
    public IReadOnlyList<KeyValuePair<string, SchemaValue>> Foreign => _foreign;

    public Dialect Dialect => _resource.Dialect;

    /// <summary>The patterns of the schema that this one is a part of.</summary>
    public SchemaPatterns Patterns => _session.Patterns;

    public List<Keyword> Keywords { get; } = [];

    public Draft Draft => Dialect.Draft;

    /// <summary>Whether <c>format</c> refuses: the route says so, or the metaschema does.</summary>
    public bool AssertsFormats => _session.Options.Formats == FormatMode.Assert || Dialect.Vocabularies.HasFlag(Vocabularies.FormatAssertion);

    /// <summary>In draft-07 a reference stands alone: its siblings are ignored by the specification (Core section 8.3), not by us.</summary>
    public bool IsReferenceAlone => Draft == Draft.Draft7 && _members.ContainsKey("$ref");

    public bool TryGet(string name, out SchemaValue value) => _members.TryGetValue(name, out value);

    /// <summary>The member if it is there and of the kind; if it is of another, that is recorded as an error.</summary>
    public bool TryGet(string name, JsonKind kind, string wanted, out SchemaValue value)
    {
        if (!TryGet(name, out value))
        {
            return false;
        }

        if (value.Kind == kind)
        {
            return true;
        }

        value.Refuse($"'{name}' must be {wanted}.");
        return false;
    }

    public void Add(Keyword keyword) => Keywords.Add(keyword);

    /// <summary>Compiles a subschema that is applied to a part of the value: evaluation descends.</summary>
    public Subschema Descend(SchemaValue value) => new(value.LocationFrom(Schema), _session.CompileSchema(value));

    /// <summary>Compiles a subschema that is applied to the value itself.</summary>
    public Subschema InPlace(SchemaValue value)
    {
        var subschema = Descend(value);
        if (!IsReferenceAlone)
        {
            _session.Cycles.Add(Schema.Node, subschema.Node, value, isReference: false);
        }

        return subschema;
    }

    /// <summary>Compiles a list of subschemas that are applied to the value itself; null when the member is absent or in error.</summary>
    public Subschema[]? InPlaceList(string name)
    {
        if (!TryGet(name, JsonKind.Array, "an array of schemas", out var value))
        {
            return null;
        }

        var list = value.Elements().Select(InPlace).ToArray();
        if (list.Length > 0)
        {
            return list;
        }

        value.Refuse($"'{name}' must list at least one schema.");
        return null;
    }

    /// <summary>Resolves a reference, to be compiled where it leads.</summary>
    public Subschema? Reference(SchemaValue value)
    {
        if (_session.References.Resolve(value, _resource) is not { } target)
        {
            return null;
        }

        _session.Cycles.Add(Schema.Node, target.Value.Node, value, isReference: true);
        return new Subschema("/$ref", target.Value.Node);
    }

    /// <summary>Resolves a reference that may lead elsewhere by the way that evaluation came.</summary>
    public DynamicRefKeyword? DynamicReference(SchemaValue value) =>
        _session.References.Resolve(value, _resource) is { } target ? _session.DynamicReferences.Add(Schema, value, target) : null;
}
