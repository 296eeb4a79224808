using Gateway.Transforms.Json;
using Gateway.Transforms.Validation.Compiling;

namespace Gateway.Transforms.Validation.Keywords;

/// <summary><c>$schema</c> and <c>$id</c> (Core 2020-12 sections 8.1.1 and 8.2.1), which speak of the whole document.</summary>
internal static class RootKeywords
{
    /// <summary>The draft that <c>$schema</c> names, or 2020-12.</summary>
    public static Draft DraftOf(SchemaValue root)
    {
        if (root.Kind != JsonKind.Object)
        {
            return Draft.Draft202012;
        }

        foreach (var (name, value) in root.Members())
        {
            if (name == "$schema")
            {
                return Parse(value) ?? Draft.Draft202012;
            }
        }

        return Draft.Draft202012;
    }

    public static void Compile(SchemaScope scope)
    {
        if (scope.TryGet("$schema", JsonKind.String, "a string", out var value))
        {
            if (!scope.IsRoot)
            {
                value.Refuse("'$schema' is supported at the root only; remove it here.");
            }
            else if (Parse(value) is null)
            {
                value.Refuse($"'{value.Text}' is not supported; use https://json-schema.org/draft/2020-12/schema or http://json-schema.org/draft-07/schema#.");
            }
        }

        if (scope.TryGet("$id", JsonKind.String, "a string", out value) && !scope.IsRoot)
        {
            value.Refuse("'$id' below the root is not supported yet; remove it, and refer to this schema by JSON Pointer.");
        }
    }

    private static Draft? Parse(SchemaValue value) => value.Kind != JsonKind.String ? null : value.Text.TrimEnd('#') switch
    {
        "https://json-schema.org/draft/2020-12/schema" => Draft.Draft202012,
        "http://json-schema.org/draft-07/schema" => Draft.Draft7,
        _ => null,
    };
}
