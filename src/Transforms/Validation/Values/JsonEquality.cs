using System.Buffers;
using Gateway.Transforms.Json;

namespace Gateway.Transforms.Validation.Values;

/// <summary>
/// Equality of JSON values (JSON Schema Core 2020-12 section 4.2.2): numbers by value, strings by their characters, arrays by their elements in
/// order, objects by their members in any order.
/// </summary>
internal static class JsonEquality
{
    public static bool AreEqual(JsonTape left, int a, JsonTape right, int b)
    {
        var kind = left.KindOf(a);
        if (Normal(kind) != Normal(right.KindOf(b)))
        {
            return false;
        }

        return kind switch
        {
            JsonKind.String or JsonKind.Name => left.Text(a).SequenceEqual(right.Text(b)),
            JsonKind.Number => AreEqualNumbers(left.Text(a), right.Text(b)),
            JsonKind.Array => left.SizeOf(a) == right.SizeOf(b) && AreEqualArrays(left, a, right, b),
            JsonKind.Object => left.SizeOf(a) == right.SizeOf(b) && AreEqualObjects(left, a, right, b),
            _ => true,
        };
    }

    private static JsonKind Normal(JsonKind kind) => kind == JsonKind.Name ? JsonKind.String : kind;

    private static bool AreEqualNumbers(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) =>
        a.SequenceEqual(b) || JsonNumber.Compare(new JsonNumber(a), new JsonNumber(b)) == 0;

    private static bool AreEqualArrays(JsonTape left, int a, JsonTape right, int b)
    {
        var end = left.Next(a);
        var other = b + 1;
        for (var element = a + 1; element < end; element = left.Next(element))
        {
            if (!AreEqual(left, element, right, other))
            {
                return false;
            }

            other = right.Next(other);
        }

        return true;
    }

    private static bool AreEqualObjects(JsonTape left, int a, JsonTape right, int b) =>
        AreNamedInOneOrder(left, a, right, b) ? AreEqualInOrder(left, a, right, b) : AreEqualInAnyOrder(left, a, right, b);

    /// <summary>
    /// Most often the members come in the same order; only where they do not is sorting worth its price. Only names are looked at: a value that were
    /// compared here, and once more after sorting, would be compared twice at every level, and so 2^depth times.
    /// </summary>
    private static bool AreNamedInOneOrder(JsonTape left, int a, JsonTape right, int b)
    {
        var end = left.Next(a);
        var other = b + 1;
        for (var name = a + 1; name < end; name = left.Next(name + 1))
        {
            if (!left.Text(name).SequenceEqual(right.Text(other)))
            {
                return false;
            }

            other = right.Next(other + 1);
        }

        return true;
    }

    private static bool AreEqualInOrder(JsonTape left, int a, JsonTape right, int b)
    {
        var end = left.Next(a);
        var other = b + 1;
        for (var name = a + 1; name < end; name = left.Next(name + 1))
        {
            if (!AreEqual(left, name + 1, right, other + 1))
            {
                return false;
            }

            other = right.Next(other + 1);
        }

        return true;
    }

    private static bool AreEqualInAnyOrder(JsonTape left, int a, JsonTape right, int b)
    {
        var count = left.SizeOf(a);
        var leftNames = ArrayPool<int>.Shared.Rent(count);
        var rightNames = ArrayPool<int>.Shared.Rent(count);
        try
        {
            SortNames(left, a, leftNames.AsSpan(0, count));
            SortNames(right, b, rightNames.AsSpan(0, count));
            for (var i = 0; i < count; i++)
            {
                var (name, other) = (leftNames[i], rightNames[i]);
                if (!left.Text(name).SequenceEqual(right.Text(other)) || !AreEqual(left, name + 1, right, other + 1))
                {
                    return false;
                }
            }

            return true;
        }
        finally
        {
            ArrayPool<int>.Shared.Return(leftNames);
            ArrayPool<int>.Shared.Return(rightNames);
        }
    }

    private static void SortNames(JsonTape tape, int objectIndex, Span<int> names)
    {
        var name = objectIndex + 1;
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = name;
            name = tape.Next(name + 1);
        }

        names.Sort((x, y) => tape.Text(x).SequenceCompareTo(tape.Text(y)));
    }
}
