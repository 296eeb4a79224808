using System.Diagnostics.CodeAnalysis;

namespace Gateway.Transforms.Validation.Values;

/// <summary>The value of <c>multipleOf</c>: an integer without trailing zeros times a power of ten.</summary>
internal sealed class Divisor
{
    /// <summary>So that a remainder and one more digit fit 64 bits.</summary>
    public const int MaxDigits = 18;

    private readonly ulong _integer;
    private readonly long _exponent;

    private Divisor(ulong integer, long exponent)
    {
        _integer = integer;
        _exponent = exponent;
    }

    /// <summary>Takes a number greater than zero that has at most <see cref="MaxDigits"/> significant digits.</summary>
    public static bool TryCreate(JsonNumber number, [NotNullWhen(true)] out Divisor? divisor)
    {
        divisor = null;
        if (number.IsNegative || !number.IsExact || number.DigitCount is 0 or > MaxDigits)
        {
            return false;
        }

        ulong integer = 0;
        for (var i = 0; i < number.DigitCount; i++)
        {
            integer = (integer * 10) + (ulong)number.DigitAt(i);
        }

        divisor = new Divisor(integer, number.Magnitude - number.DigitCount);
        return true;
    }

    /// <summary>Whether <paramref name="number"/> is an integer times this; exact, in one pass over its digits.</summary>
    public bool Divides(JsonNumber number)
    {
        if (number.DigitCount == 0)
        {
            return true;
        }

        // The last digit of the number is not zero, so it is no multiple of ten times anything.
        var scale = number.Magnitude - number.DigitCount - _exponent;
        if (scale < 0)
        {
            return false;
        }

        ulong remainder = 0;
        for (var i = 0; i < number.DigitCount; i++)
        {
            remainder = ((remainder * 10) + (ulong)number.DigitAt(i)) % _integer;
        }

        return Multiply(remainder, PowerOfTen(scale)) == 0;
    }

    /// <summary>By squaring: an exponent costs as many steps as it has bits, however large the number it writes.</summary>
    private ulong PowerOfTen(long exponent)
    {
        var result = 1 % _integer;
        var factor = 10 % _integer;
        for (var rest = exponent; rest > 0; rest >>= 1)
        {
            if ((rest & 1) == 1)
            {
                result = Multiply(result, factor);
            }

            factor = Multiply(factor, factor);
        }

        return result;
    }

    private ulong Multiply(ulong a, ulong b) => (ulong)((UInt128)a * b % _integer);
}
