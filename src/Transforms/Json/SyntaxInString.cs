using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Gateway.Transforms.Json;

/// <summary>What ends a run of characters of any length within a string: a quote, a backslash, or a control character.</summary>
internal readonly struct SyntaxInString : IByteClass
{
    public static bool Contains(byte value) => value is (byte)'"' or (byte)'\\' or < (byte)' ';

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Select(Vector128<byte> values) =>
        Vector128.Equals(values, Vector128.Create((byte)'"'))
        | Vector128.Equals(values, Vector128.Create((byte)'\\'))
        | Vector128.LessThan(values, Vector128.Create((byte)' '));
}
