using Gateway.Transforms.Json;
using Gateway.Transforms.Validation.Compiling;
using Gateway.Transforms.Validation.Evaluating;
using Gateway.Transforms.Validation.Values;

namespace Gateway.Transforms.Validation.Keywords;

/// <summary>
/// <c>minimum</c>, <c>maximum</c> and their exclusive forms (Validation 2020-12 sections 6.2.2 to 6.2.5), exact for numbers of any size. Numbers of
/// the usual size against bounds of the usual size are compared as integers.
/// </summary>
/// <param name="location">The keyword.</param>
/// <param name="bound">The bound.</param>
/// <param name="direction">-1 for a lower bound, 1 for an upper one.</param>
/// <param name="exclusive">Whether the bound itself is refused.</param>
internal sealed class BoundKeyword(string location, Literal bound, int direction, bool exclusive) : Keyword(KindSet.Number)
{
    /// <summary>So many digits fit 64 bits whatever they are.</summary>
    private const int MostDigits = 18;

    private readonly long? _integer = ToInteger(bound.Text, out var hasFraction) is { } integer && !hasFraction ? integer : null;

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
        var order = direction * Compare(text);
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

    /// <summary>The digits before the point, where there are few, no sign and no exponent; null otherwise.</summary>
    private static long? ToInteger(ReadOnlySpan<byte> text, out bool hasFraction)
    {
        hasFraction = false;
        if (text.Length > MostDigits)
        {
            return null;
        }

        long value = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '.')
            {
                var fraction = text[(i + 1)..];
                hasFraction = fraction.ContainsAnyExcept((byte)'0');
                return fraction.ContainsAnyExceptInRange((byte)'0', (byte)'9') ? null : value;
            }

            var digit = text[i] - '0';
            if ((uint)digit > 9)
            {
                return null;
            }

            value = (value * 10) + digit;
        }

        return value;
    }

    private int Compare(ReadOnlySpan<byte> text)
    {
        if (_integer is { } limit && ToInteger(text, out var hasFraction) is { } value)
        {
            return value == limit && hasFraction ? 1 : value.CompareTo(limit);
        }

        return JsonNumber.Compare(new JsonNumber(text), new JsonNumber(bound.Text));
    }
}
