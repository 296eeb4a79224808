using Gateway.Transforms.Validation.Compiling;
using Gateway.Transforms.Validation.Evaluating;
using Gateway.Transforms.Validation.Values;

namespace Gateway.Transforms.Validation.Keywords;

/// <summary><c>const</c> (Validation 2020-12 section 6.1.3).</summary>
internal sealed class ConstKeyword(Literal constant) : Keyword(KindSet.All)
{
    public static void Compile(SchemaScope scope)
    {
        var value = scope.Members["const"];
        if (Literals.AreExact(value))
        {
            scope.Add(new ConstKeyword(value.Literal));
        }
    }

    public override bool Accepts(ref Evaluation evaluation, int instance) =>
        (evaluation.TryReadWhole(instance) && constant.IsEqual(evaluation.Body, instance)) || evaluation.Refuse("/const");
}
