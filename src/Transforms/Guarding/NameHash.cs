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
    private const int BitsPerByte = 8;

    private static readonly ulong First = Draw();
    private static readonly ulong Second = Draw();

    /// <summary>The hash of <paramref name="length"/> bytes of <paramref name="text"/>; equal for equal names, wherever they stand.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Of(ReadOnlySpan<byte> text, int start, int length)
    {
        // A short name is read with what follows it, which is masked away: one read for any length, and no branch that depends on it.
        if (length <= Word && text.Length - start >= Word)
        {
            var read = BinaryPrimitives.ReadUInt64LittleEndian(text[start..]);
            return Mix(length == 0 ? 0 : read << (BitsPerByte * (Word - length)), 0, length);
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
            state = Fold(BinaryPrimitives.ReadUInt64LittleEndian(rest) ^ state, Second);
        }

        ulong last = 0;
        for (var i = rest.Length - 1; i >= 0; i--)
        {
            last = (last << BitsPerByte) | rest[i];
        }

        return name.Length <= Word
            ? Mix(name.IsEmpty ? 0 : last << (BitsPerByte * (Word - name.Length)), 0, name.Length)
            : Mix(last, state, name.Length);
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
