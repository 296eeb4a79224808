using Gateway.Transforms.Json;
using Gateway.Transforms.Validation.Compiling;
using Gateway.Transforms.Validation.Evaluating;

namespace Gateway.Transforms.Validation.Keywords;

/// <summary><c>$ref</c> (Core 2020-12 section 8.2.3.1), resolved when the schema is compiled.</summary>
internal sealed class RefKeyword(Subschema target) : Keyword(KindSet.All)
{
    public static void Compile(SchemaScope scope)
    {
        if (scope.TryGet("$ref", JsonKind.String, "a string", out var value) && scope.Reference(value) is { } target)
        {
            scope.Add(new RefKeyword(target));
        }
    }

    public override bool Accepts(ref Evaluation evaluation, int instance) => evaluation.Apply(target, instance);
}
