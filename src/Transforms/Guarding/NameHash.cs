using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Gateway.Transforms.Guarding;

/// <summary>
/// A hash of names that is quick for short ones. It is keyed for each run of the program, so that nobody can prepare names that collide; what counts
/// on it must all the same stay bounded if they do.
/// </summary>
internal static class NameHash
{
    private const int Word = sizeof(ulong);
    private const int HalfWord = sizeof(uint);

    private static readonly ulong First = Draw();
    private static readonly ulong Second = Draw();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Of(ReadOnlySpan<byte> name)
    {
        // Both ends overlap where a name is shorter than both together: with its length they say all of it.
        if (name.Length < HalfWord)
        {
            var ends = name.IsEmpty ? 0u : name[0] | ((uint)name[name.Length >> 1] << 8) | ((uint)name[^1] << 16);
            return Mix(ends, 0, name.Length);
        }

        if (name.Length <= Word)
        {
            return Mix(BinaryPrimitives.ReadUInt32LittleEndian(name), BinaryPrimitives.ReadUInt32LittleEndian(name[^HalfWord..]), name.Length);
        }

        return name.Length <= 2 * Word
            ? Mix(BinaryPrimitives.ReadUInt64LittleEndian(name), BinaryPrimitives.ReadUInt64LittleEndian(name[^Word..]), name.Length)
            : OfLong(name);
    }

    private static uint OfLong(ReadOnlySpan<byte> name)
    {
        var state = First;
        for (var rest = name; rest.Length > Word; rest = rest[Word..])
        {
            state = Fold(BinaryPrimitives.ReadUInt64LittleEndian(rest) ^ state, Second);
        }

        return Mix(state, BinaryPrimitives.ReadUInt64LittleEndian(name[^Word..]), name.Length);
    }

    private static uint Mix(ulong a, ulong b, int length)
    {
        var mixed = Fold(a ^ First, b ^ Second ^ ((ulong)(uint)length << 32));
        return (uint)(mixed ^ (mixed >> 32));
    }

    private static ulong Fold(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out ulong low);
        return high ^ low;
    }

    private static ulong Draw()
    {
        Span<byte> drawn = stackalloc byte[Word];
        RandomNumberGenerator.Fill(drawn);
        return BinaryPrimitives.ReadUInt64LittleEndian(drawn);
    }
}
