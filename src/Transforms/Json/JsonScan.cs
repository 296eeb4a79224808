using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Gateway.Transforms.Json;

/// <summary>Finds the next byte of a class, which ends a run of others: 32 or 16 bytes at a time where the processor can.</summary>
internal static class JsonScan
{
    /// <summary>The first byte of <typeparamref name="TClass"/> at or after <paramref name="position"/>; the text's length if there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Find<TClass>(ReadOnlySpan<byte> text, int position)
        where TClass : struct, IByteClass
    {
        // Nearly every string and every indentation of a report ends within the first vector.
        if (Vector256.IsHardwareAccelerated && text.Length - position >= Vector256<byte>.Count)
        {
            var found = TClass.Select(Load256(text, position)).ExtractMostSignificantBits();
            return found != 0 ? position + BitOperations.TrailingZeroCount(found) : FindFurther<TClass>(text, position + Vector256<byte>.Count);
        }

        return FindFurther<TClass>(text, position);
    }

    // Not inlined, here and at other paths that are seldom taken: the code of the common ones would be several times as long, and slower.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int FindFurther<TClass>(ReadOnlySpan<byte> text, int position)
        where TClass : struct, IByteClass
    {
        if (Vector256.IsHardwareAccelerated)
        {
            for (; text.Length - position >= Vector256<byte>.Count; position += Vector256<byte>.Count)
            {
                var found = TClass.Select(Load256(text, position)).ExtractMostSignificantBits();
                if (found != 0)
                {
                    return position + BitOperations.TrailingZeroCount(found);
                }
            }
        }

        if (Vector128.IsHardwareAccelerated && text.Length >= Vector128<byte>.Count)
        {
            for (; text.Length - position >= Vector128<byte>.Count; position += Vector128<byte>.Count)
            {
                var found = TClass.Select(Load128(text, position)).ExtractMostSignificantBits();
                if (found != 0)
                {
                    return position + BitOperations.TrailingZeroCount(found);
                }
            }

            // The rest is the end of the text's last whole vector; what stands before it there was looked at.
            var last = text.Length - Vector128<byte>.Count;
            var rest = TClass.Select(Load128(text, last)).ExtractMostSignificantBits() >> (position - last);
            return rest != 0 ? position + BitOperations.TrailingZeroCount(rest) : text.Length;
        }

        while (position < text.Length && !TClass.Contains(text[position]))
        {
            position++;
        }

        return position;
    }

    // Unchecked: every caller has compared the position with the text's length. Cutting a span to copy from costs a tenth of reading a report.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Load256(ReadOnlySpan<byte> text, int position) =>
        Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(text), (nuint)position);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Load128(ReadOnlySpan<byte> text, int position) =>
        Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(text), (nuint)position);
}
