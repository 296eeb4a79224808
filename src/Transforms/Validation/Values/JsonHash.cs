using System.Buffers;
using System.Runtime.InteropServices;
using Gateway.Transforms.Json;

namespace Gateway.Transforms.Validation.Values;

/// <summary>Hashes JSON values so that equal values (<see cref="JsonEquality"/>) hash alike.</summary>
internal static class JsonHash
{
    private const int StackDigits = 64;

    public static int Of(JsonTape tape, int index)
    {
        var kind = tape.KindOf(index);
        return kind switch
        {
            JsonKind.String or JsonKind.Name => OfText(tape.Text(index)),
            JsonKind.Number => OfNumber(new JsonNumber(tape.Text(index))),
            JsonKind.Array => OfArray(tape, index),
            JsonKind.Object => OfObject(tape, index),
            _ => HashCode.Combine(kind),
        };
    }

    /// <summary>
    /// By the runtime's string hash, over pairs of bytes: it is keyed afresh in every process and made to withstand chosen collisions,
    /// which nothing else at hand is.
    /// </summary>
    public static int OfText(ReadOnlySpan<byte> text)
    {
        var pairs = string.GetHashCode(MemoryMarshal.Cast<byte, char>(text));
        return HashCode.Combine(pairs, text.Length, text.Length % 2 == 0 ? 0 : text[^1]);
    }

    private static int OfNumber(JsonNumber number)
    {
        var count = number.DigitCount;
        var rented = count > StackDigits ? ArrayPool<byte>.Shared.Rent(count) : null;
        var digits = rented is null ? stackalloc byte[StackDigits] : rented;
        number.CopyDigitsTo(digits);
        var hash = HashCode.Combine(OfText(digits[..count]), number.IsNegative, number.Magnitude);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }

        return hash;
    }

    private static int OfArray(JsonTape tape, int index)
    {
        var hash = HashCode.Combine(JsonKind.Array);
        var end = tape.Next(index);
        for (var element = index + 1; element < end; element = tape.Next(element))
        {
            hash = HashCode.Combine(hash, Of(tape, element));
        }

        return hash;
    }

    private static int OfObject(JsonTape tape, int index)
    {
        // A sum, because the order of members does not matter.
        var sum = 0;
        var end = tape.Next(index);
        for (var name = index + 1; name < end; name = tape.Next(name + 1))
        {
            sum = unchecked(sum + HashCode.Combine(OfText(tape.Text(name)), Of(tape, name + 1)));
        }

        return HashCode.Combine(JsonKind.Object, sum);
    }
}
