using Gateway.Transforms.Json;
using Gateway.Transforms.Validation.Compiling;

namespace Gateway.Transforms.Validation.Keywords;

/// <summary><c>$defs</c> (Core 2020-12 section 8.2.4) and its older name <c>definitions</c>, which both drafts' schemas use.</summary>
internal static class Definitions
{
    public static void Compile(SchemaScope scope)
    {
        Compile(scope, "$defs");
        Compile(scope, "definitions");
    }

    private static void Compile(SchemaScope scope, string name)
    {
        if (!scope.TryGet(name, JsonKind.Object, "an object of schemas", out var value))
        {
            return;
        }

        foreach (var (_, definition) in value.Members())
        {
            scope.Descend(definition);
        }
    }
}
