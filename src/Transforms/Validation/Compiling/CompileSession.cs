using Gateway.Transforms.Json;
using Gateway.Transforms.Validation.Evaluating;
using Gateway.Transforms.Validation.Keywords;
using Gateway.Transforms.Validation.Patterns;

namespace Gateway.Transforms.Validation.Compiling;

/// <summary>
/// The compilation of one schema with all that it refers to: gathers every error, and compiles each schema once, however many references lead to it.
/// </summary>
internal sealed class CompileSession
{
    /// <summary>A document with more mistakes than this is not a schema; listing them all would help nobody.</summary>
    private const int MaxErrors = 1000;

    /// <summary>Schemas with an address of their own, which is held for each.</summary>
    public const int MostResources = 10_000;

    private readonly List<SchemaError> _errors = [];
    private readonly List<SchemaWarning> _warnings = [];
    private readonly Dictionary<string, SchemaResource> _resources = new(StringComparer.Ordinal);
    private readonly ForeignMembers _foreign;
    private readonly Queue<SchemaValue> _referred = new();
    private int _resourceCount;

    public CompileSession(SchemaOptions options)
    {
        Options = options;
        Documents = new DocumentSet(options.Reader);
        Dialects = new DialectFinder(Documents);
        References = new ReferenceResolver(this);
        DynamicReferences = new DynamicReferences(this);
        _foreign = new ForeignMembers(this);
    }

    public SchemaOptions Options { get; }

    public DocumentSet Documents { get; }

    public DialectFinder Dialects { get; }

    public ReferenceResolver References { get; }

    public DynamicReferences DynamicReferences { get; }

    public SchemaPatterns Patterns { get; } = new();

    public ReferenceCycles Cycles { get; } = new();

    public IReadOnlyList<SchemaError> Errors => _errors;

    public IReadOnlyList<SchemaWarning> Warnings => _warnings;

    public IEnumerable<SchemaResource> Resources => _resources.Values.Distinct();

    public void Refuse(string location, string message)
    {
        if (_errors.Count < MaxErrors)
        {
            _errors.Add(new SchemaError(location, message));
        }
    }

    public void Warn(string location, string message)
    {
        if (_warnings.Count < MaxErrors)
        {
            _warnings.Add(new SchemaWarning(location, message));
        }
    }

    public SchemaPlan Compile(JsonTape tape)
    {
        var document = new SchemaDocument(Options.BaseUri ?? ReferenceResolver.NoAddress, isRoot: true, tape);
        Documents.Add(document);
        Scan(document, Options.Draft == SchemaDraft.Draft7 ? Dialect.Draft7 : Dialect.Draft202012);
        var root = CompileSchema(new SchemaValue(this, document, 0, SchemaPointer.Root));
        do
        {
            while (_referred.TryDequeue(out var value))
            {
                CompileSchema(value);
            }
        }
        while (DynamicReferences.ReferToCandidates());

        DynamicReferences.Link();

        // With errors before, parts of the graph are missing and its cycles would be guesses.
        if (_errors.Count == 0 && Cycles.Find() is { } reference)
        {
            reference.Refuse("The reference leads back to itself without descending into the body, so evaluation would never end; break the circle.");
        }

        return new SchemaPlan(root);
    }

    /// <summary>Finds the schemas of a document, once.</summary>
    public void Scan(SchemaDocument document, Dialect dialect)
    {
        if (document.Places.Count == 0)
        {
            new SchemaScan(this, document).ScanRoot(dialect);
        }
    }

    /// <summary>Whether a further schema may have an address of its own.</summary>
    public bool MayIdentify => _resourceCount < MostResources;

    public int NextResource() => _resourceCount++;

    /// <summary>Makes a resource known by its address, unless another has it: then that one is returned.</summary>
    public SchemaResource Register(SchemaResource resource)
    {
        // A document whose $id repeats the address under which it was found is one resource, not two.
        if (_resources.TryGetValue(resource.Uri, out var known) && (known.Document != resource.Document || known.Root != resource.Root))
        {
            return known;
        }

        _resources[resource.Uri] = resource;
        return resource;
    }

    /// <summary>Makes a resource known by the address, too, under which its document was found.</summary>
    public void Register(string uri, SchemaResource resource) => _resources[uri] = resource;

    public SchemaResource? FindResource(string uri) => _resources.GetValueOrDefault(uri);

    /// <summary>Has a schema compiled that a reference leads to, if it is not anyway.</summary>
    public void Refer(SchemaValue value) => _referred.Enqueue(value);

    public SchemaNode CompileSchema(SchemaValue value)
    {
        var node = value.Node;
        if (node.IsComplete)
        {
            return node;
        }

        if (value.Kind == JsonKind.Object)
        {
            var scope = new SchemaScope(this, value, value.Place.Resource);
            _foreign.Look(scope);
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
}
