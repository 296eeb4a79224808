using Gateway.Transforms.Validation.Compiling;
using Gateway.Transforms.Validation.Evaluating;

namespace Gateway.Transforms.Validation.Keywords;

/// <summary><c>allOf</c> (Core 2020-12 section 10.2.1.1).</summary>
internal sealed class AllOfKeyword(Subschema[] branches) : Keyword(KindSet.All)
{
    public static void Compile(SchemaScope scope)
    {
        if (scope.InPlaceList("allOf") is { } branches)
        {
            scope.Add(new AllOfKeyword(branches));
        }
    }

    public override bool Accepts(ref Evaluation evaluation, int instance)
    {
        var valid = true;
        foreach (var branch in branches)
        {
            if (!evaluation.Apply(branch, instance))
            {
                valid = false;
                if (!evaluation.WantsMore)
                {
                    return false;
                }
            }
        }

        return valid;
    }
}
