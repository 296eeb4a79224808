using Gateway.Transforms.Validation.Compiling;
using Gateway.Transforms.Validation.Evaluating;

namespace Gateway.Transforms.Validation.Keywords;

/// <summary><c>not</c> (Core 2020-12 section 10.2.1.4).</summary>
internal sealed class NotKeyword(Subschema refused) : Keyword(KindSet.All)
{
    public static void Compile(SchemaScope scope) => scope.Add(new NotKeyword(scope.InPlace(scope.Members["not"])));

    public override bool Accepts(ref Evaluation evaluation, int instance) =>
        !evaluation.TestApart(refused, instance) || evaluation.Refuse("/not");
}
