using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Gateway.Transforms.Guarding;

/// <summary>
/// A hash of names that is quick for short ones. It is keyed for each run of the program, but no cryptographic one: names can be prepared that collide
/// under many keys, and what counts on it must stay bounded when they do. Its upper bits are the ones that depend on all of the name.
/// </summary>
internal static class NameHash
{
    private const int Word = sizeof(ulong);
    private const int BitsPerByte = 8;
    private const int HalfWordBits = 32;

    private static readonly ulong First = Draw();
    private static readonly ulong Odd = Draw() | 1;

    /// <summary>The hash of <paramref name="length"/> bytes of <paramref name="text"/>; equal for equal names, wherever they stand.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Of(ReadOnlySpan<byte> text, int start, int length)
    {
        // A short name is read with what follows it, which is masked away: one read for any length, and no branch that depends on it.
        if (length <= Word && text.Length - start >= Word)
        {
            var unused = BitsPerByte * (Word - length);
            var word = BinaryPrimitives.ReadUInt64LittleEndian(text[start..]) << unused >> unused;
            return Mix(length == 0 ? 0 : word, First, length);
        }

        return OfOther(text.Slice(start, length));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint OfOther(ReadOnlySpan<byte> name)
    {
        var state = First;
        var rest = name;
        for (; rest.Length > Word; rest = rest[Word..])
        {
            state = (BinaryPrimitives.ReadUInt64LittleEndian(rest) ^ state) * Odd;
            state ^= state >> HalfWordBits;
        }

        ulong last = 0;
        for (var i = rest.Length - 1; i >= 0; i--)
        {
            last = (last << BitsPerByte) | rest[i];
        }

        return Mix(last, state, name.Length);
    }

    private static uint Mix(ulong word, ulong state, int length) =>
        (uint)(((word ^ state ^ (uint)length) * Odd) >> HalfWordBits);

    private static ulong Draw()
    {
        Span<byte> drawn = stackalloc byte[Word];
        RandomNumberGenerator.Fill(drawn);
        return BinaryPrimitives.ReadUInt64LittleEndian(drawn);
    }
}
