using Gateway.Transforms.Json;
using Gateway.Transforms.Validation.Compiling;
using Gateway.Transforms.Validation.Evaluating;
using Gateway.Transforms.Validation.Values;

namespace Gateway.Transforms.Validation.Keywords;

/// <summary><c>enum</c> (Validation 2020-12 section 6.1.2). Strings, the usual case, are looked up; other values are compared one by one.</summary>
internal sealed class EnumKeyword(NameTable strings, int[] others) : Keyword(KindSet.All)
{
    public static void Compile(SchemaScope scope)
    {
        if (!scope.TryGet("enum", JsonKind.Array, "an array of the values that are allowed", out var value) || !Literals.AreExact(value))
        {
            return;
        }

        var elements = value.Elements().ToList();
        var strings = elements.Where(element => element.Kind == JsonKind.String).Select(element => element.Utf8.ToArray());
        var others = elements.Where(element => element.Kind != JsonKind.String).Select(element => element.Index);
        scope.Add(new EnumKeyword(new NameTable([.. strings]), [.. others]));
    }

    public override bool Accepts(ref Evaluation evaluation, int instance)
    {
        if (evaluation.Body.KindOf(instance) is JsonKind.String or JsonKind.Name)
        {
            return strings.Find(evaluation.Body.Text(instance)) >= 0 || evaluation.Refuse("/enum");
        }

        foreach (var other in others)
        {
            if (JsonEquality.AreEqual(evaluation.Schema, other, evaluation.Body, instance))
            {
                return true;
            }
        }

        return evaluation.Refuse("/enum");
    }
}
