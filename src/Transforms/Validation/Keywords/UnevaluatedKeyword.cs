using Gateway.Transforms.Json;
using Gateway.Transforms.Validation.Compiling;
using Gateway.Transforms.Validation.Evaluating;

namespace Gateway.Transforms.Validation.Keywords;

/// <summary>
/// <c>unevaluatedItems</c> and <c>unevaluatedProperties</c> (Core 2020-12 section 11): what no other keyword of the schema has looked at, in whatever
/// subschema, satisfies this one.
/// </summary>
internal sealed class UnevaluatedKeyword(KindSet appliesTo, Subschema rest) : Keyword(appliesTo)
{
    public static void Compile(SchemaScope scope)
    {
        Compile(scope, KindSet.Object, "unevaluatedProperties");
        Compile(scope, KindSet.Array, "unevaluatedItems");
    }

    public override bool Accepts(ref Evaluation evaluation, int instance)
    {
        var body = evaluation.Body;
        if (!evaluation.TryPass(body.SizeOf(instance)))
        {
            return false;
        }

        var isObject = body.KindOf(instance) == JsonKind.Object;
        var valid = true;
        var end = body.Next(instance);
        var position = 0;
        var index = instance + 1;
        while (index < end)
        {
            var value = isObject ? index + 1 : index;
            index = body.Next(value);
            if (!evaluation.Marks.IsMarked(position) && !AcceptsPart(ref evaluation, value, position, isObject))
            {
                valid = false;
                if (!evaluation.WantsMore)
                {
                    return false;
                }
            }

            position++;
        }

        evaluation.Marks.MarkAll();
        return valid;
    }

    private static void Compile(SchemaScope scope, KindSet appliesTo, string name)
    {
        if (scope.TryGet(name, out var value))
        {
            scope.Add(new UnevaluatedKeyword(appliesTo, scope.Descend(value)));
        }
    }

    private bool AcceptsPart(ref Evaluation evaluation, int value, int position, bool isObject) =>
        isObject ? evaluation.ApplyToMember(rest, value, null) : evaluation.ApplyToElement(rest, value, position);
}
