using System.Runtime.InteropServices;

namespace Gateway.Transforms.Json;

/// <summary>One entry of a <see cref="JsonTape"/>: where a name or value stands in the body, and where it ends on the tape.</summary>
/// <remarks>Sixteen bytes, four to a cache line: every stage after the guard reads tokens more often than it reads the body.</remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct JsonToken
{
    /// <summary>The longest text that is indexed, 256 MiB: then no <see cref="Size"/> needs more bits than are left beside the kind.</summary>
    public const int LongestText = 1 << SizeBits;

    private const int SizeBits = 28;
    private const uint SizeMask = (1u << SizeBits) - 1;
    private const uint EscapedBit = 1u << 31;
    private const uint KindMask = 7;

    /// <summary>First byte in the body; of a string, the byte after its opening quote.</summary>
    public int Start;

    /// <summary>Bytes in the body; of a string, without its quotes.</summary>
    public int Length;

    /// <summary>
    /// Of a container, the position after its last descendant, or while it is open its own container; of an escaped string, where its text begins in the
    /// tape's side buffer; of any other name, its hash.
    /// </summary>
    public int Link;

    /// <summary>The size below; above it three bits of kind; on top whether it is a string with escapes.</summary>
    private uint _packed;

    public readonly JsonKind Kind => (JsonKind)((_packed >> SizeBits) & KindMask);

    /// <summary>Of a container, its members or elements; of an escaped string, the bytes of its text.</summary>
    public readonly int Size => (int)(_packed & SizeMask);

    public readonly bool IsContainer => (_packed & (KindMask << SizeBits)) <= (uint)JsonKind.Array << SizeBits;

    public readonly bool IsString => Kind is JsonKind.String or JsonKind.Name;

    /// <summary>Whether the text of this string stands in the side buffer.</summary>
    public readonly bool IsEscaped => (int)_packed < 0;

    public void Set(JsonKind kind, int start, int length)
    {
        Start = start;
        Length = length;
        _packed = (uint)kind << SizeBits;
    }

    public void SetSize(int size) => _packed = (_packed & ~SizeMask) | (uint)size;

    public void SetText(int link, int size)
    {
        Link = link;
        _packed = (_packed & ~SizeMask) | EscapedBit | (uint)size;
    }
}
