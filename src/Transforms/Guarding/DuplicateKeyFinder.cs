using System.Buffers;
using Gateway.Transforms.Json;

namespace Gateway.Transforms.Guarding;

/// <summary>Finds a member name that an object uses twice, comparing names with their escapes resolved.</summary>
internal static class DuplicateKeyFinder
{
    /// <summary>Up to here comparing every pair is faster than sorting.</summary>
    private const int PairwiseLimit = 24;

    public static bool HasDuplicate(JsonTape tape, int objectIndex)
    {
        var count = tape.SizeOf(objectIndex);
        if (count < 2)
        {
            return false;
        }

        if (count > PairwiseLimit)
        {
            return HasDuplicateAmongMany(tape, objectIndex, count);
        }

        Span<int> names = stackalloc int[count];
        CollectNames(tape, objectIndex, names);
        for (var i = 1; i < count; i++)
        {
            var name = tape.Text(names[i]);
            for (var j = 0; j < i; j++)
            {
                if (name.SequenceEqual(tape.Text(names[j])))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Sorts rather than hashes: no choice of names makes sorting slow, while names that collide make any fast hash so.</summary>
    private static bool HasDuplicateAmongMany(JsonTape tape, int objectIndex, int count)
    {
        var rented = ArrayPool<int>.Shared.Rent(count);
        try
        {
            var names = rented.AsSpan(0, count);
            CollectNames(tape, objectIndex, names);
            names.Sort((a, b) => tape.Text(a).SequenceCompareTo(tape.Text(b)));
            for (var i = 1; i < count; i++)
            {
                if (tape.Text(names[i]).SequenceEqual(tape.Text(names[i - 1])))
                {
                    return true;
                }
            }

            return false;
        }
        finally
        {
            ArrayPool<int>.Shared.Return(rented);
        }
    }

    private static void CollectNames(JsonTape tape, int objectIndex, Span<int> names)
    {
        var name = objectIndex + 1;
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = name;
            name = tape.Next(name + 1);
        }
    }
}
