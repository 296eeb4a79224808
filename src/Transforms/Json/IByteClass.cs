using System.Runtime.Intrinsics;

namespace Gateway.Transforms.Json;

/// <summary>A set of byte values that <see cref="JsonScan"/> looks for.</summary>
internal interface IByteClass
{
    /// <summary>Whether the byte is in the set.</summary>
    static abstract bool Contains(byte value);

    /// <summary>All bits of the elements that are in the set, none of the others.</summary>
    static abstract Vector128<byte> Select(Vector128<byte> values);
}
