using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Gateway.Transforms.Json;

/// <summary>What ends a run of plain ASCII within a string: a quote, a backslash, a control character, or a byte of a longer character.</summary>
internal readonly struct UnusualInString : IByteClass
{
    // As signed numbers, the bytes outside ASCII are below the control characters: one comparison finds both.
    public static bool Contains(byte value) => value is (byte)'"' or (byte)'\\' || (sbyte)value < ' ';

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Select(Vector128<byte> values) =>
        Vector128.Equals(values, Vector128.Create((byte)'"'))
        | Vector128.Equals(values, Vector128.Create((byte)'\\'))
        | Vector128.LessThan(values.AsSByte(), Vector128.Create((sbyte)' ')).AsByte();
}
