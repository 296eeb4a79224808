using Gateway.Transforms.Json;
using Gateway.Transforms.Validation.Compiling;
using Gateway.Transforms.Validation.Evaluating;
using Gateway.Transforms.Validation.Values;

namespace Gateway.Transforms.Validation.Keywords;

/// <summary><c>multipleOf</c> (Validation 2020-12 section 6.2.1).</summary>
internal sealed class MultipleOfKeyword(Divisor divisor) : Keyword(KindSet.Number)
{
    public static void Compile(SchemaScope scope)
    {
        if (!scope.TryGet("multipleOf", JsonKind.Number, "a number greater than zero", out var value))
        {
            return;
        }

        if (Divisor.TryCreate(value.Number, out var divisor))
        {
            scope.Add(new MultipleOfKeyword(divisor));
        }
        else
        {
            value.Refuse($"'multipleOf' must be greater than zero, with at most {Divisor.MaxDigits} significant digits and as many in its exponent.");
        }
    }

    public override bool Accepts(ref Evaluation evaluation, int instance)
    {
        var text = evaluation.Body.Text(instance);
        var accepted = evaluation.TryRead(text.Length) && divisor.Divides(new JsonNumber(text));
        return accepted || evaluation.Refuse("/multipleOf");
    }
}
