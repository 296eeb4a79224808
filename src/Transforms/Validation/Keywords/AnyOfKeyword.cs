using Gateway.Transforms.Validation.Compiling;
using Gateway.Transforms.Validation.Evaluating;

namespace Gateway.Transforms.Validation.Keywords;

/// <summary><c>anyOf</c> (Core 2020-12 section 10.2.1.2). It is reported as a whole: which branch was meant is not ours to guess.</summary>
internal sealed class AnyOfKeyword(Subschema[] branches) : Keyword(KindSet.All)
{
    public static void Compile(SchemaScope scope)
    {
        if (scope.InPlaceList("anyOf") is { } branches)
        {
            scope.Add(new AnyOfKeyword(branches));
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

            // What every branch that holds has looked at counts as looked at; where nobody asks, the first settles it.
            holds = true;
            if (!evaluation.Marks.AreKept(instance))
            {
                break;
            }
        }

        return holds || evaluation.Refuse("/anyOf");
    }
}
