using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Gateway.Transforms.Json;

/// <summary>Finds the next byte of a class, which ends a run of others: sixteen bytes at a time where the processor can.</summary>
/// <remarks>
/// Vectors are made of spans, whose lengths are checked. Unchecked reads, and vectors of twice the length, were measured: with a report neither makes a difference
/// that can be told from noise.
/// </remarks>
internal static class JsonScan
{
    /// <summary>The first byte of <typeparamref name="TClass"/> at or after <paramref name="position"/>; the text's length if there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Find<TClass>(ReadOnlySpan<byte> text, int position)
        where TClass : struct, IByteClass
    {
        // Nearly every name, and most strings, end within the first vector.
        if (Vector128.IsHardwareAccelerated && text.Length - position >= Vector128<byte>.Count)
        {
            var found = TClass.Select(Vector128.Create(text[position..])).ExtractMostSignificantBits();
            return found != 0 ? position + BitOperations.TrailingZeroCount(found) : FindFurther<TClass>(text, position + Vector128<byte>.Count);
        }

        return FindFurther<TClass>(text, position);
    }

    // Not inlined, here and at other paths that are seldom taken: the code of the common ones would be several times as long, and slower.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int FindFurther<TClass>(ReadOnlySpan<byte> text, int position)
        where TClass : struct, IByteClass
    {
        if (Vector128.IsHardwareAccelerated && text.Length >= Vector128<byte>.Count)
        {
            for (; text.Length - position >= Vector128<byte>.Count; position += Vector128<byte>.Count)
            {
                var found = TClass.Select(Vector128.Create(text[position..])).ExtractMostSignificantBits();
                if (found != 0)
                {
                    return position + BitOperations.TrailingZeroCount(found);
                }
            }

            // The rest is the end of the text's last whole vector; what stands before it there was looked at.
            var last = text.Length - Vector128<byte>.Count;
            var rest = TClass.Select(Vector128.Create(text[last..])).ExtractMostSignificantBits() >> (position - last);
            return rest != 0 ? position + BitOperations.TrailingZeroCount(rest) : text.Length;
        }

        while (position < text.Length && !TClass.Contains(text[position]))
        {
            position++;
        }

        return position;
    }
}
