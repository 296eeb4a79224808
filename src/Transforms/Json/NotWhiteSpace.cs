using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Gateway.Transforms.Json;

/// <summary>What ends a run of white space between tokens (RFC 8259 section 2).</summary>
internal readonly struct NotWhiteSpace : IByteClass
{
    public static bool Contains(byte value) => value is not ((byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t');

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Select(Vector128<byte> values) => ~(
        Vector128.Equals(values, Vector128.Create((byte)' '))
        | Vector128.Equals(values, Vector128.Create((byte)'\n'))
        | Vector128.Equals(values, Vector128.Create((byte)'\r'))
        | Vector128.Equals(values, Vector128.Create((byte)'\t')));
}
