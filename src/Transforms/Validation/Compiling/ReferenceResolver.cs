namespace Gateway.Transforms.Validation.Compiling;

/// <summary>Resolves <c>$ref</c> and <c>$dynamicRef</c> (Core 2020-12 section 8.2.3): to a resource, and in it to an anchor or along a JSON Pointer.</summary>
internal sealed class ReferenceResolver(CompileSession session)
{
    /// <summary>Stands for the address of a document that has none.</summary>
    public const string NoAddress = "schema-without-id:/";

    /// <summary>Every reference is resolved against the address of its resource: a long one would be written for each.</summary>
    public const int LongestAddress = 2048;

    private readonly Dictionary<SchemaDocument, PointerWalk> _walks = [];

    /// <summary>What <paramref name="reference"/> leads to; null, with an error recorded, when it leads nowhere.</summary>
    public ReferenceTarget? Resolve(SchemaValue reference, SchemaResource from)
    {
        var text = reference.Text;
        var (uri, fragment) = SchemaUri.Split(text);
        if (FindResource(uri.Length == 0 ? from.Uri : SchemaUri.Resolve(from.Uri, uri), from, out var resource) is { } problem)
        {
            reference.Refuse($"'{text}' leads nowhere: {problem}.");
            return null;
        }

        if (string.IsNullOrEmpty(fragment) || fragment[0] == '/')
        {
            return FollowPointer(reference, resource!, fragment ?? string.Empty);
        }

        var anchor = Uri.UnescapeDataString(fragment);
        if (!resource!.Anchors.TryGetValue(anchor, out var index))
        {
            reference.Refuse($"'{text}' leads nowhere: no schema there is called '{anchor}' by an '$anchor'{(resource.Dialect.Draft == Draft.Draft7 ? " ('$id': '#name' in draft-07)" : string.Empty)}.");
            return null;
        }

        return Target(resource, index, anchor);
    }

    private string? FindResource(string uri, SchemaResource from, out SchemaResource? resource)
    {
        resource = null;
        if (uri.Length > LongestAddress)
        {
            return $"its address has more than {LongestAddress} characters";
        }

        resource = session.FindResource(uri);
        if (resource is not null)
        {
            return null;
        }

        if (uri.StartsWith(NoAddress, StringComparison.Ordinal))
        {
            return "the reference is relative, and the schema has no '$id' that it could be relative to";
        }

        if (session.Documents.TryGet(uri, out var document) is { } problem)
        {
            return problem;
        }

        // A document that says nothing else speaks as the one that refers to it.
        session.Scan(document!, from.Dialect);
        resource = document!.Places[0].Resource;
        return IsTakenForAnother(document, resource.Uri)
            ? $"the document at {uri} calls itself {resource.Uri} by its '$id', and another document is there; correct the '$id'"
            : null;
    }

    /// <summary>
    /// Whether another document is found under the address that a document gives itself, as when a file was copied and its <c>$id</c> kept. References
    /// to the other one would lead to the copy, or not, by the order in which both are met.
    /// </summary>
    private bool IsTakenForAnother(SchemaDocument document, string identifier) =>
        identifier != document.Uri
        && session.Documents.TryGet(identifier, out var other) is null
        && !other!.Tape.Json.Span.SequenceEqual(document.Tape.Json.Span);

    private ReferenceTarget? FollowPointer(SchemaValue reference, SchemaResource resource, string fragment)
    {
        if (!PointerWalk.TryDecode(fragment, out var pointer))
        {
            reference.Refuse($"'{reference.Text}' is not a JSON Pointer in a URI fragment; write ~0 for ~, ~1 for / and %XX for characters that a URI cannot hold.");
            return null;
        }

        var document = resource.Document;
        if (!_walks.TryGetValue(document, out var walk))
        {
            walk = new PointerWalk(document.Tape);
            _walks.Add(document, walk);
        }

        if (walk.Follow(new SchemaValue(session, document, resource.Root, resource.Pointer), pointer) is not { } way)
        {
            reference.Refuse($"'{reference.Text}' leads nowhere in {(document.IsRoot ? "this document" : document.Uri)}.");
            return null;
        }

        return IsSchema(document, way, pointer, resource)
            ? Target(resource, way[^1].Index, anchor: null)
            : RefuseNoSchema(reference);
    }

    private static ReferenceTarget? RefuseNoSchema(SchemaValue reference)
    {
        reference.Refuse($"'{reference.Text}' leads to something that is not a schema; move what it should lead to under $defs.");
        return null;
    }

    /// <summary>
    /// Whether what the pointer names may be taken for a schema: it stands where one belongs, or where the specification does not say what stands
    /// there, as under an unknown keyword. A map of schemas is none, though it would compile.
    /// </summary>
    private bool IsSchema(SchemaDocument document, List<SchemaValue> way, string pointer, SchemaResource resource)
    {
        var value = way[^1];
        if (document.Places.ContainsKey(value.Index))
        {
            return true;
        }

        var keyword = pointer[(pointer.LastIndexOf('/') + 1)..];
        var isKeyword = document.Places.ContainsKey(way[^2].Index) && KeywordTable.Names.ContainsKey(keyword.Replace("~1", "/", StringComparison.Ordinal));
        if (isKeyword || !value.IsSchema)
        {
            return false;
        }

        var enclosing = way.FindLast(step => document.Places.ContainsKey(step.Index));
        var within = document.Places.TryGetValue(enclosing.Index, out var place) ? place.Resource : resource;
        new SchemaScan(session, document).ScanFrom(value, within);
        return true;
    }

    private ReferenceTarget Target(SchemaResource resource, int index, string? anchor)
    {
        var value = new SchemaValue(session, resource.Document, index, resource.Document.Places[index].Pointer);
        session.Refer(value);
        return new ReferenceTarget(value, resource, anchor);
    }
}
