using System.Numerics;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Json;

namespace Gateway.Transforms.Guarding;

/// <summary>Finds a member name that an object uses twice, comparing names with their escapes resolved.</summary>
internal static class DuplicateKeyFinder
{
    /// <summary>Up to here a filter on the stack says of most objects that they have none, and comparing every pair is cheap where it does not.</summary>
    private const int FewMembers = 16;

    // The filter has few enough bits to be cleared at once, and enough that the objects of reports seldom meet a false hit.
    private const int FilterWordBits = 3;
    private const int FilterBitBits = 6;
    private const int HashBits = 32;

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
        Span<ulong> filter = stackalloc ulong[1 << FilterWordBits];
        filter.Clear();
        ReadOnlySpan<JsonToken> tokens = tape.Tokens;
        ulong hits = 0;
        var name = objectIndex + 1;
        for (var i = 0; i < count; i++)
        {
            ref readonly var token = ref tokens[name];
            var hash = token.IsEscaped ? HashOf(tape, name) : (uint)token.Link;
            ref var word = ref filter[(int)(hash >> (HashBits - FilterWordBits))];
            var bit = 1UL << (int)(hash >> (HashBits - FilterWordBits - FilterBitBits));
            hits |= word & bit;
            word |= bit;
            ref readonly var value = ref tokens[name + 1];
            name = value.IsContainer ? value.Link : name + 2;
        }

        return hits != 0;
    }

    private static bool HasDuplicateAmongFew(JsonTape tape, int objectIndex, int count)
    {
        Span<ulong> seen = stackalloc ulong[FewMembers];
        var name = objectIndex + 1;
        for (var i = 0; i < count; i++)
        {
            var entry = Entry(HashOf(tape, name), name);
            foreach (var earlier in seen[..i])
            {
                if (AreEqual(tape, entry, earlier))
                {
                    return true;
                }
            }

            seen[i] = entry;
            name = tape.Next(name + 1);
        }

        return false;
    }

    private static bool HasDuplicateAmongMany(JsonTape tape, int objectIndex, int count)
    {
        // At most half full, and 0 where it is empty: no name stands at the first position of a tape.
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

    /// <summary>Looks for the name, and adds it where it is not found. Gives up when no <paramref name="steps"/> are left.</summary>
    private static bool IsInTable(JsonTape tape, Span<ulong> table, int name, ref long steps)
    {
        var entry = Entry(HashOf(tape, name), name);
        var slot = (int)(((entry >> HashBits) * (ulong)table.Length) >> HashBits);
        for (; table[slot] != 0; slot = (slot + 1) & (table.Length - 1))
        {
            if (--steps < 0)
            {
                return false;
            }

            if (AreEqual(tape, entry, table[slot]))
            {
                return true;
            }
        }

        table[slot] = entry;
        return false;
    }

    /// <summary>For names that collide in spite of the key: no choice of names makes sorting slow.</summary>
    private static bool HasDuplicateInOrder(JsonTape tape, int objectIndex, int count)
    {
        var rented = ArrayRental.Rent<int>(count);
        var names = rented.AsSpan(0, count);
        var name = objectIndex + 1;
        for (var i = 0; i < count; i++)
        {
            names[i] = name;
            name = tape.Next(name + 1);
        }

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

    /// <summary>A name's hash, and below it its position on the tape.</summary>
    private static ulong Entry(uint hash, int name) => ((ulong)hash << HashBits) | (uint)name;

    /// <summary>Only names whose hashes are equal are compared themselves.</summary>
    private static bool AreEqual(JsonTape tape, ulong entry, ulong other) =>
        (entry ^ other) >> HashBits == 0 && tape.Text((int)(uint)entry).SequenceEqual(tape.Text((int)(uint)other));

    private sealed class NameOrder(JsonTape tape) : IComparer<int>
    {
        public int Compare(int x, int y) => tape.Text(x).SequenceCompareTo(tape.Text(y));
    }
}
