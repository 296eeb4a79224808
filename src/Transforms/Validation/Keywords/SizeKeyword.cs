using Gateway.Transforms.Validation.Compiling;
using Gateway.Transforms.Validation.Evaluating;

namespace Gateway.Transforms.Validation.Keywords;

/// <summary>
/// <c>minItems</c> and <c>maxItems</c> (Validation 2020-12 sections 6.4.1 and 6.4.2), <c>minProperties</c> and <c>maxProperties</c> (6.5.1 and 6.5.2).
/// </summary>
internal sealed class SizeKeyword(KindSet appliesTo, string location, int minimum, int maximum) : Keyword(appliesTo)
{
    public static void Compile(SchemaScope scope)
    {
        Compile(scope, KindSet.Array, "minItems", isMinimum: true);
        Compile(scope, KindSet.Array, "maxItems", isMinimum: false);
        Compile(scope, KindSet.Object, "minProperties", isMinimum: true);
        Compile(scope, KindSet.Object, "maxProperties", isMinimum: false);
    }

    public override bool Accepts(ref Evaluation evaluation, int instance)
    {
        var size = evaluation.Body.SizeOf(instance);
        return (size >= minimum && size <= maximum) || evaluation.Refuse(location);
    }

    private static void Compile(SchemaScope scope, KindSet appliesTo, string name, bool isMinimum)
    {
        if (scope.TryGet(name, out var value) && value.TryGetCount(out var count))
        {
            scope.Add(new SizeKeyword(appliesTo, "/" + name, isMinimum ? count : 0, isMinimum ? int.MaxValue : count));
        }
    }
}
