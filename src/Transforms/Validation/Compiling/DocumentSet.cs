using Gateway.Transforms.Guarding;
using Gateway.Transforms.Json;

namespace Gateway.Transforms.Validation.Compiling;

/// <summary>The documents of one compilation, each read once: the schema's own, the metaschemas, and those that the options' reader finds.</summary>
internal sealed class DocumentSet(SchemaReader? reader)
{
    /// <summary>So many documents make no schema for people; a reader that invents them would otherwise never end.</summary>
    private const int MostDocuments = 1000;

    private static readonly JsonGuardOptions Reading = new(MaxDepth: 256, DuplicateKeys.Reject);

    private readonly Dictionary<string, (string? Problem, SchemaDocument? Document)> _documents = new(StringComparer.Ordinal);

    /// <summary>Reads a document's text.</summary>
    /// <returns>Null, or what is wrong with it, as a sentence.</returns>
    public static string? TryParse(ReadOnlyMemory<byte> json, out JsonTape? tape)
    {
        var fault = JsonGuard.TryRead(json.ToArray(), Reading, out tape);
        return tape is null ? Explain(fault) : null;
    }

    /// <summary>Adds the document that is compiled, so that references to its own address find it.</summary>
    public void Add(SchemaDocument document) => _documents[document.Uri] = (null, document);

    /// <summary>Finds the document at an address.</summary>
    /// <returns>Null, or why there is none, as the end of a sentence.</returns>
    public string? TryGet(string uri, out SchemaDocument? document)
    {
        if (!_documents.TryGetValue(uri, out var entry))
        {
            entry.Problem = _documents.Count < MostDocuments ? TryRead(uri, out entry.Document) : "there are too many documents";
            _documents.Add(uri, entry);
        }

        document = entry.Document;
        return entry.Problem;
    }

    private string? TryRead(string uri, out SchemaDocument? document)
    {
        document = null;
        ReadOnlyMemory<byte> json = BuiltInSchemas.Find(uri);
        if (json.IsEmpty)
        {
            if (reader is null)
            {
                return $"no document is known under {uri}: name the folder that holds it in SchemaRoots";
            }

            if (reader(uri, out json) is { } problem)
            {
                return problem;
            }
        }

        if (TryParse(json, out var tape) is { } fault)
        {
            return $"the document at {uri} cannot be read: {fault.TrimEnd('.')}";
        }

        document = new SchemaDocument(uri, isRoot: false, tape!);
        return null;
    }

    private static string Explain(GuardFault fault) => fault switch
    {
        GuardFault.Empty => "The document is empty; a schema is a JSON object, or true.",
        GuardFault.ByteOrderMark => "The document begins with a byte order mark; save it as UTF-8 without one.",
        GuardFault.NotUtf8 => "The document is not UTF-8; save it as UTF-8.",
        GuardFault.TooDeep => $"The document is nested deeper than {Reading.MaxDepth} levels; move subschemas to $defs.",
        GuardFault.DuplicateKey => "An object names a member twice, so that one of the two would be ignored; remove one.",
        GuardFault.LoneSurrogate => "A string escapes half of a surrogate pair, which is no character; write both halves.",
        _ => "The document is not JSON (RFC 8259); comments and trailing commas are not allowed in a schema.",
    };
}
