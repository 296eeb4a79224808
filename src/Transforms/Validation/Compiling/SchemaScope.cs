using Gateway.Transforms.Json;
using Gateway.Transforms.Validation.Evaluating;

namespace Gateway.Transforms.Validation.Compiling;

/// <summary>One schema object while it is compiled: its members, and the keywords found so far.</summary>
internal sealed class SchemaScope
{
    private readonly CompileSession _session;
    private readonly Dictionary<string, SchemaValue> _members;

    public SchemaScope(CompileSession session, SchemaValue schema, SchemaNode node)
    {
        _session = session;
        Schema = schema;
        Node = node;
        _members = new Dictionary<string, SchemaValue>(schema.Members(), StringComparer.Ordinal);
    }

    public SchemaValue Schema { get; }

    public SchemaNode Node { get; }

    public IReadOnlyDictionary<string, SchemaValue> Members => _members;

    public List<Keyword> Keywords { get; } = [];

    public Draft Draft => _session.Draft;

    public SchemaOptions Options => _session.Options;

    public bool IsRoot => Schema.Index == 0;

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
    public Subschema Descend(SchemaValue value) => new(value.Pointer[Schema.Pointer.Length..], _session.CompileSchema(value));

    /// <summary>Compiles a subschema that is applied to the value itself.</summary>
    public Subschema InPlace(SchemaValue value)
    {
        var subschema = Descend(value);
        if (!IsReferenceAlone)
        {
            _session.Cycles.Add(Node, subschema.Node, value.Pointer, isReference: false);
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

    /// <summary>Resolves a reference within the document, to be compiled where it stands.</summary>
    public Subschema? Reference(SchemaValue value)
    {
        var target = _session.References.Resolve(value);
        if (target is null)
        {
            return null;
        }

        _session.Cycles.Add(Node, target, value.Pointer, isReference: true);
        return new Subschema("/$ref", target);
    }
}
