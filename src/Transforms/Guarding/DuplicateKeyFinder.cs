using System.Numerics;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Json;

namespace Gateway.Transforms.Guarding;

/// <summary>Finds a member name that an object uses twice, comparing names with their escapes resolved.</summary>
internal static class DuplicateKeyFinder
{
    /// <summary>Up to here a filter on the stack says of most objects that they have none.</summary>
    private const int FewMembers = 32;

    /// <summary>Bits of the filter: few enough to be cleared at once, many enough that the objects of reports seldom meet a false hit.</summary>
    private const int FilterWords = 1 << FilterWordBits;

    private const int FilterWordBits = 3;
    private const int BitsPerWord = 64;
    private const int HashBits = 32;

    /// <summary>What is left of a hash above the six bits that choose within a word and the three that choose the word.</summary>
    private const int FilterShift = HashBits - FilterWordBits - 6;

    /// <summary>The steps through the table that each name may take on average. Without chosen names it takes about one and a half.</summary>
    private const int StepsPerName = 8;

    public static bool HasDuplicate(JsonTape tape, int objectIndex)
    {
        var count = tape.SizeOf(objectIndex);
        if (count < 2)
        {
            return false;
        }

        return count > FewMembers
            ? HasDuplicateAmongMany(tape, objectIndex, count)
            : MayHaveDuplicate(tape, objectIndex, count) && HasDuplicateAmongFew(tape, objectIndex, count);
    }

    /// <summary>Whether two names fall on the same bit of a filter, as names that are equal do.</summary>
    private static bool MayHaveDuplicate(JsonTape tape, int objectIndex, int count)
    {
        Span<ulong> filter = stackalloc ulong[FilterWords];
        filter.Clear();
        ReadOnlySpan<JsonToken> tokens = tape.Tokens;
        ulong hits = 0;
        var name = objectIndex + 1;
        for (var i = 0; i < count; i++)
        {
            ref readonly var token = ref tokens[name];
            var hash = token.IsEscaped ? HashOf(tape, name) : (uint)token.Link;
            ref var word = ref filter[(int)(hash >> (HashBits - FilterWordBits))];
            var bit = 1UL << ((int)(hash >> FilterShift) & (BitsPerWord - 1));
            hits |= word & bit;
            word |= bit;
            ref readonly var value = ref tokens[name + 1];
            name = value.IsContainer ? value.Link : name + 2;
        }

        return hits != 0;
    }

    private static bool HasDuplicateAmongFew(JsonTape tape, int objectIndex, int count)
    {
        Span<int> names = stackalloc int[FewMembers];
        names = names[..count];
        CollectNames(tape, objectIndex, names);
        for (var i = 1; i < count; i++)
        {
            var text = tape.Text(names[i]);
            foreach (var earlier in names[..i])
            {
                if (text.SequenceEqual(tape.Text(earlier)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool HasDuplicateAmongMany(JsonTape tape, int objectIndex, int count)
    {
        // At most half full. A slot holds a name's hash, and its position on the tape, which is never 0.
        var slots = (int)BitOperations.RoundUpToPowerOf2((uint)count * 2);
        var rented = ArrayRental.Rent<ulong>(slots);
        var table = rented.AsSpan(0, slots);
        table.Clear();
        var steps = (long)count * StepsPerName;
        var found = false;
        var name = objectIndex + 1;
        for (var i = 0; i < count && !found && steps >= 0; i++)
        {
            found = IsInTable(tape, table, name, ref steps);
            name = tape.Next(name + 1);
        }

        ArrayRental.Return(rented);
        return found || (steps < 0 && HasDuplicateInOrder(tape, objectIndex, count));
    }

    /// <summary>Looks for the name, and adds it where it is not found.</summary>
    private static bool IsInTable(JsonTape tape, Span<ulong> table, int name, ref long steps)
    {
        var text = tape.Text(name);
        var hash = HashOf(tape, name);
        var mask = table.Length - 1;
        var first = (int)(((ulong)hash * (ulong)table.Length) >> HashBits);
        for (var slot = first; ; slot = (slot + 1) & mask)
        {
            var held = table[slot];
            if (held == 0)
            {
                table[slot] = ((ulong)hash << 32) | (uint)name;
                return false;
            }

            if (--steps < 0)
            {
                return false;
            }

            if ((uint)(held >> 32) == hash && text.SequenceEqual(tape.Text((int)(uint)held)))
            {
                return true;
            }
        }
    }

    /// <summary>For names that collide in spite of the key: no choice of names makes sorting slow.</summary>
    private static bool HasDuplicateInOrder(JsonTape tape, int objectIndex, int count)
    {
        var rented = ArrayRental.Rent<int>(count);
        var names = rented.AsSpan(0, count);
        CollectNames(tape, objectIndex, names);
        names.Sort(new NameOrder(tape));
        var found = false;
        for (var i = 1; i < count && !found; i++)
        {
            found = tape.Text(names[i]).SequenceEqual(tape.Text(names[i - 1]));
        }

        ArrayRental.Return(rented);
        return found;
    }

    /// <summary>Was found when the name was read, unless its escapes had to be resolved first.</summary>
    private static uint HashOf(JsonTape tape, int name)
    {
        ref readonly var token = ref tape.Tokens[name];
        return token.IsEscaped ? NameHash.Of(tape.Text(name), 0, token.Size) : (uint)token.Link;
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

    private sealed class NameOrder(JsonTape tape) : IComparer<int>
    {
        public int Compare(int x, int y) => tape.Text(x).SequenceCompareTo(tape.Text(y));
    }
}
