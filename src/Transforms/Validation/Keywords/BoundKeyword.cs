using Gateway.Transforms.Json;
using Gateway.Transforms.Validation.Compiling;
using Gateway.Transforms.Validation.Evaluating;
using Gateway.Transforms.Validation.Values;

namespace Gateway.Transforms.Validation.Keywords;

/// <summary><c>minimum</c>, <c>maximum</c> and their exclusive forms (Validation 2020-12 sections 6.2.2 to 6.2.5), exact for numbers of any size.</summary>
/// <param name="location">The keyword.</param>
/// <param name="bound">The bound.</param>
/// <param name="direction">-1 for a lower bound, 1 for an upper one.</param>
/// <param name="exclusive">Whether the bound itself is refused.</param>
internal sealed class BoundKeyword(string location, Literal bound, int direction, bool exclusive) : Keyword(KindSet.Number)
{
    public static void Compile(SchemaScope scope)
    {
        Compile(scope, "minimum", -1, exclusive: false);
        Compile(scope, "exclusiveMinimum", -1, exclusive: true);
        Compile(scope, "maximum", 1, exclusive: false);
        Compile(scope, "exclusiveMaximum", 1, exclusive: true);
    }

    public override bool Accepts(ref Evaluation evaluation, int instance)
    {
        var text = evaluation.Body.Text(instance);
        var order = direction * JsonNumber.Compare(new JsonNumber(text), new JsonNumber(bound.Text));
        var accepted = evaluation.TryRead(text.Length) && (order < 0 || (order == 0 && !exclusive));
        return accepted || evaluation.Refuse(location);
    }

    private static void Compile(SchemaScope scope, string name, int direction, bool exclusive)
    {
        if (scope.TryGet(name, JsonKind.Number, "a number", out var value) && Literals.AreExact(value))
        {
            scope.Add(new BoundKeyword("/" + name, value.Literal, direction, exclusive));
        }
    }
}
