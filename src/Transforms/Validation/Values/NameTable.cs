using System.Buffers.Binary;
using System.Numerics;

namespace Gateway.Transforms.Validation.Values;

/// <summary>A fixed set of names or texts, found by their UTF-8 bytes without making a string. Each has the ordinal of its place in the list.</summary>
internal sealed class NameTable
{
    /// <summary>Beyond so many steps, the ends of the names do not tell them apart.</summary>
    private const int MostSteps = 16;

    private readonly byte[][] _names;

    /// <summary>Open addressing, at most half full: ordinal + 1, or 0 for an empty slot.</summary>
    private readonly int[] _slots;

    /// <summary>Whether slots are told by all of a name: addresses and numbered names often have both ends in common.</summary>
    private readonly bool _isHashedWhole;

    public NameTable(IReadOnlyList<byte[]> names)
    {
        _names = [.. names];
        _slots = new int[(int)BitOperations.RoundUpToPowerOf2((uint)(_names.Length * 2) + 1)];
        if (!TryFill(MostSteps))
        {
            _isHashedWhole = true;
            Array.Clear(_slots);
            TryFill(_slots.Length);
        }
    }

    /// <summary>The ordinal of <paramref name="name"/>, or -1.</summary>
    /// <param name="name">The name sought.</param>
    /// <param name="likely">The ordinal to try first: programs write members in an order that hardly varies.</param>
    public int Find(ReadOnlySpan<byte> name, int likely = 0)
    {
        if ((uint)likely < (uint)_names.Length && name.SequenceEqual(_names[likely]))
        {
            return likely;
        }

        var slot = SlotOf(name);
        while (_slots[slot] != 0)
        {
            var ordinal = _slots[slot] - 1;
            if (name.SequenceEqual(_names[ordinal]))
            {
                return ordinal;
            }

            slot = (slot + 1) & (_slots.Length - 1);
        }

        return -1;
    }

    /// <summary>Puts every name into a slot; false when one is more than so many steps from where it belongs.</summary>
    private bool TryFill(int mostSteps)
    {
        for (var ordinal = 0; ordinal < _names.Length; ordinal++)
        {
            var slot = SlotOf(_names[ordinal]);
            for (var steps = 0; _slots[slot] != 0; steps++)
            {
                if (steps == mostSteps)
                {
                    return false;
                }

                slot = (slot + 1) & (_slots.Length - 1);
            }

            _slots[slot] = ordinal + 1;
        }

        return true;
    }

    private int SlotOf(ReadOnlySpan<byte> name)
    {
        if (_isHashedWhole)
        {
            return JsonHash.OfText(name) & (_slots.Length - 1);
        }

        // Length and both ends tell the names of most schemas apart well enough, at a fixed price.
        ulong first = 0;
        ulong last = 0;
        if (name.Length >= sizeof(ulong))
        {
            first = BinaryPrimitives.ReadUInt64LittleEndian(name);
            last = BinaryPrimitives.ReadUInt64LittleEndian(name[^sizeof(ulong)..]);
        }
        else
        {
            foreach (var b in name)
            {
                first = (first << 8) | b;
            }
        }

        var hash = unchecked(((first * 0x9E3779B97F4A7C15) ^ last ^ (ulong)name.Length) * 0xC2B2AE3D27D4EB4F);
        return (int)(hash >> 32) & (_slots.Length - 1);
    }
}
