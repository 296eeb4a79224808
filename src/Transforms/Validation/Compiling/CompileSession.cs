using Gateway.Transforms.Json;
using Gateway.Transforms.Text;
using Gateway.Transforms.Validation.Evaluating;
using Gateway.Transforms.Validation.Keywords;

namespace Gateway.Transforms.Validation.Compiling;

/// <summary>The compilation of one document: gathers every error, and links references once all schemas are known.</summary>
internal sealed class CompileSession
{
    /// <summary>A document with more mistakes than this is not a schema; listing them all would help nobody.</summary>
    private const int MaxErrors = 1000;

    private readonly Dictionary<int, SchemaNode> _nodes = [];
    private readonly List<SchemaError> _errors = [];

    public CompileSession(JsonTape document, SchemaOptions options)
    {
        Document = document;
        Options = options;
        References = new ReferenceResolver(this);
    }

    public JsonTape Document { get; }

    public SchemaOptions Options { get; }

    public ReferenceResolver References { get; }

    public ReferenceCycles Cycles { get; } = new();

    public Draft Draft { get; private set; } = Draft.Draft202012;

    public IReadOnlyList<SchemaError> Errors => _errors;

    public void Refuse(string pointer, string message)
    {
        if (_errors.Count < MaxErrors)
        {
            _errors.Add(new SchemaError(pointer, message));
        }
    }

    public SchemaNode CompileDocument()
    {
        var root = new SchemaValue(this, 0, string.Empty);
        Draft = RootKeywords.DraftOf(root);
        var node = CompileSchema(root);
        References.RefuseThoseToNoSchema();

        // With errors before, parts of the graph are missing and its cycles would be guesses.
        if (_errors.Count == 0 && Cycles.Find() is { } pointer)
        {
            Refuse(pointer, "The reference leads back to itself without descending into the body, so evaluation would never end; break the circle.");
        }

        return node;
    }

    /// <summary>The node of the schema at a position, which may be compiled later.</summary>
    public SchemaNode NodeAt(int index)
    {
        if (!_nodes.TryGetValue(index, out var node))
        {
            node = new SchemaNode();
            _nodes.Add(index, node);
        }

        return node;
    }

    public SchemaNode CompileSchema(SchemaValue value)
    {
        var node = NodeAt(value.Index);
        if (value.Kind == JsonKind.Object)
        {
            var scope = new SchemaScope(this, value, node);
            RefuseForeignMembers(scope);
            foreach (var rule in KeywordTable.Rules)
            {
                if (rule.Names.Any(keyword => scope.Members.ContainsKey(keyword.Name)))
                {
                    rule.Compile(scope);
                }
            }

            node.Complete(scope.IsReferenceAlone ? scope.Keywords.FindAll(keyword => keyword is RefKeyword) : scope.Keywords);
            return node;
        }

        if (!value.IsSchema)
        {
            value.Refuse("A schema must be an object, true or false.");
        }

        node.Complete(value.Kind == JsonKind.False ? [new FalseKeyword()] : []);
        return node;
    }

    private void RefuseForeignMembers(SchemaScope scope)
    {
        foreach (var (name, value) in scope.Members)
        {
            if (KeywordTable.NotSupported.Contains(name))
            {
                value.Refuse($"'{name}' is not supported yet; express the schema without it.");
            }
            else if (!KeywordTable.Drafts.TryGetValue(name, out var drafts))
            {
                RefuseUnknown(name, value);
            }
            else if (!drafts.HasFlag(Draft))
            {
                value.Refuse($"'{name}' is not a keyword of {Name(Draft)}, which this schema is by its $schema; it belongs to {Name(drafts)}.");
            }
        }
    }

    private static void RefuseUnknown(string name, SchemaValue value)
    {
        if (name.StartsWith("x-", StringComparison.Ordinal))
        {
            return;
        }

        var nearest = NearestName.Find(name, KeywordTable.Drafts.Keys);
        value.Refuse(nearest is null
            ? $"'{name}' is not a keyword; remove it, or start its name with x- if it is an annotation."
            : $"'{name}' is not a keyword; did you mean '{nearest}'? An annotation's name starts with x-.");
    }

    private static string Name(Draft draft) => draft == Draft.Draft7 ? "draft-07" : "2020-12";
}
