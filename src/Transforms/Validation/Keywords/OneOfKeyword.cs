using Gateway.Transforms.Validation.Compiling;
using Gateway.Transforms.Validation.Evaluating;

namespace Gateway.Transforms.Validation.Keywords;

/// <summary><c>oneOf</c> (Core 2020-12 section 10.2.1.3): exactly one branch holds.</summary>
internal sealed class OneOfKeyword(Subschema[] branches) : Keyword(KindSet.All)
{
    public static void Compile(SchemaScope scope)
    {
        if (scope.InPlaceList("oneOf") is { } branches)
        {
            scope.Add(new OneOfKeyword(branches));
        }
    }

    public override bool Accepts(ref Evaluation evaluation, int instance)
    {
        var holds = false;
        foreach (var branch in branches)
        {
            if (!evaluation.Test(branch, instance))
            {
                continue;
            }

            if (holds)
            {
                return evaluation.Refuse("/oneOf");
            }

            holds = true;
        }

        return holds || evaluation.Refuse("/oneOf");
    }
}
