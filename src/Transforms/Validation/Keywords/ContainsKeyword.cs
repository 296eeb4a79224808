using Gateway.Transforms.Validation.Compiling;
using Gateway.Transforms.Validation.Evaluating;

namespace Gateway.Transforms.Validation.Keywords;

/// <summary>
/// <c>contains</c> (Core 2020-12 section 10.3.1.3) with <c>minContains</c> and <c>maxContains</c> (Validation sections 6.4.4 and 6.4.5), which mean
/// nothing without it.
/// </summary>
internal sealed class ContainsKeyword(Subschema wanted, int minimum, int maximum, string tooFew) : Keyword(KindSet.Array)
{
    public static void Compile(SchemaScope scope)
    {
        var minimum = 1;
        var maximum = int.MaxValue;
        var hasMinimum = scope.TryGet("minContains", out var value);
        var valid = (!hasMinimum || value.TryGetCount(out minimum))
            & (!scope.TryGet("maxContains", out value) || value.TryGetCount(out maximum));
        if (scope.TryGet("contains", out value))
        {
            var wanted = scope.Descend(value);
            if (valid)
            {
                scope.Add(new ContainsKeyword(wanted, minimum, maximum, hasMinimum ? "/minContains" : "/contains"));
            }
        }
    }

    public override bool Accepts(ref Evaluation evaluation, int instance)
    {
        var found = 0;
        var position = 0;
        var isKept = evaluation.Marks.AreKept(instance);
        var body = evaluation.Body;
        var end = body.Next(instance);
        for (var element = instance + 1; element < end; element = body.Next(element))
        {
            if (found >= minimum && maximum == int.MaxValue && !isKept)
            {
                return true;
            }

            if (evaluation.TestElement(wanted, element, position))
            {
                if (++found > maximum)
                {
                    return evaluation.Refuse("/maxContains");
                }

                if (isKept)
                {
                    evaluation.Marks.Mark(position);
                }
            }

            position++;
        }

        return found >= minimum || evaluation.Refuse(tooFew);
    }
}
