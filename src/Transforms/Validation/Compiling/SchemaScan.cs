using Gateway.Transforms.Json;

namespace Gateway.Transforms.Validation.Compiling;

/// <summary>
/// Finds every schema of a document before any is compiled, and with them what names them: <c>$id</c>, <c>$anchor</c>, <c>$dynamicAnchor</c>. A
/// reference may lead to any of them.
/// </summary>
internal sealed class SchemaScan(CompileSession session, SchemaDocument document)
{
    /// <summary>Scans the document from its root.</summary>
    /// <param name="dialect">The dialect of a document that names none.</param>
    public void ScanRoot(Dialect dialect)
    {
        var root = new SchemaValue(session, document, 0, SchemaPointer.Root);
        var members = Members(root);
        dialect = DialectOf(members, dialect);
        var resource = session.Register(new SchemaResource(session.NextResource(), document.Uri, document, 0, SchemaPointer.Root, dialect));
        Scan(root, members, resource);
        session.Register(document.Uri, document.Places[0].Resource);
    }

    /// <summary>Scans a value that is no schema by its place, and that a reference takes for one.</summary>
    public void ScanFrom(SchemaValue value, SchemaResource resource)
    {
        if (!document.Places.ContainsKey(value.Index))
        {
            Scan(value, Members(value), resource);
        }
    }

    private static Dictionary<string, SchemaValue> Members(SchemaValue value) =>
        value.Kind == JsonKind.Object ? new Dictionary<string, SchemaValue>(value.Members(), StringComparer.Ordinal) : [];

    private void Scan(SchemaValue value, Dictionary<string, SchemaValue> members, SchemaResource resource)
    {
        resource = Identify(value, members, resource);
        if (!document.Places.TryAdd(value.Index, new SchemaPlace(resource, value.Pointer)))
        {
            return;
        }

        foreach (var (name, member) in members)
        {
            if (KeywordTable.Names.TryGetValue(name, out var keyword) && keyword.Drafts.HasFlag(resource.Dialect.Draft))
            {
                ScanKeyword(keyword.Shape, member, resource);
            }
        }
    }

    private void ScanKeyword(SchemaShape shape, SchemaValue member, SchemaResource resource)
    {
        var children = (shape, member.Kind) switch
        {
            (SchemaShape.None, _) => [],
            (SchemaShape.One or SchemaShape.List, JsonKind.Array) => member.Elements(),
            (SchemaShape.One, _) => [member],
            (SchemaShape.Map, JsonKind.Object) => member.Members().Select(static entry => entry.Value),
            _ => [],
        };
        foreach (var child in children.Where(static child => child.IsSchema))
        {
            Scan(child, Members(child), resource);
        }
    }

    private SchemaResource Identify(SchemaValue value, Dictionary<string, SchemaValue> members, SchemaResource resource)
    {
        // In draft-07 a reference stands alone, and an $id beside it identifies nothing.
        if (resource.Dialect.Draft == Draft.Draft7 && members.ContainsKey("$ref"))
        {
            return resource;
        }

        if (members.TryGetValue("$id", out var id) && id.Kind == JsonKind.String)
        {
            resource = IdentifyResource(value, members, id, resource);
        }
        else if (value.Index != 0 && members.TryGetValue("$schema", out var schema))
        {
            schema.Refuse("'$schema' belongs to the root of a document, or beside an '$id'; remove it here.");
        }

        if (resource.Dialect.Draft != Draft.Draft7)
        {
            AddAnchor(members, "$anchor", value, resource.Anchors);
            AddAnchor(members, "$dynamicAnchor", value, resource.Anchors, resource.DynamicAnchors);
        }

        return resource;
    }

    private SchemaResource IdentifyResource(SchemaValue value, Dictionary<string, SchemaValue> members, SchemaValue id, SchemaResource outer)
    {
        var (uri, fragment) = SchemaUri.Split(id.Text);
        var resource = outer;
        if (uri.Length > 0)
        {
            var address = SchemaUri.Resolve(outer.Uri, uri);
            if (address.Length > ReferenceResolver.LongestAddress || !session.MayIdentify)
            {
                id.Refuse($"A schema is identified by at most {ReferenceResolver.LongestAddress} characters, and at most {CompileSession.MostResources} are.");
                return outer;
            }

            var dialect = value.Index == 0 ? outer.Dialect : DialectOf(members, outer.Dialect);
            resource = new SchemaResource(session.NextResource(), address, document, value.Index, value.Pointer, dialect);
            if (session.Register(resource) != resource)
            {
                id.Refuse($"Two schemas are identified as {resource.Uri}; give one of them another '$id'.");
            }
        }

        if (string.IsNullOrEmpty(fragment))
        {
            return resource;
        }

        if (resource.Dialect.Draft != Draft.Draft7)
        {
            id.Refuse("An '$id' may not have a fragment; name the schema by '$anchor'.");
        }
        else if (!resource.Anchors.TryAdd(fragment, value.Index))
        {
            id.Refuse($"Two schemas are called '#{fragment}'; give one of them another name.");
        }

        return resource;
    }

    private static void AddAnchor(Dictionary<string, SchemaValue> members, string keyword, SchemaValue value, params Dictionary<string, int>[] anchors)
    {
        if (!members.TryGetValue(keyword, out var name) || name.Kind != JsonKind.String)
        {
            return;
        }

        var text = name.Text;
        if (!IsAnchor(text))
        {
            name.Refuse($"'{keyword}' must begin with a letter or an underscore and go on with those, digits, hyphens and dots.");
            return;
        }

        foreach (var map in anchors)
        {
            if (!map.TryAdd(text, value.Index) && map[text] != value.Index)
            {
                name.Refuse($"Two schemas are called '#{text}'; give one of them another name.");
                return;
            }
        }
    }

    /// <summary>Core 2020-12 section 8.2.2.</summary>
    private static bool IsAnchor(string text) =>
        text.Length > 0
        && (char.IsAsciiLetter(text[0]) || text[0] == '_')
        && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private Dialect DialectOf(Dictionary<string, SchemaValue> members, Dialect otherwise)
    {
        if (!members.TryGetValue("$schema", out var schema) || schema.Kind != JsonKind.String)
        {
            return otherwise;
        }

        if (session.Dialects.TryFind(schema.Text, out var dialect) is { } problem)
        {
            schema.Refuse(problem);
        }

        return dialect ?? otherwise;
    }
}
