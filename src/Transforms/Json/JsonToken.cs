namespace Gateway.Transforms.Json;

/// <summary>One entry of a <see cref="JsonTape"/>: where a name or value stands in the body, and where it ends on the tape.</summary>
internal struct JsonToken
{
    /// <summary>First byte in the body; of a string, the byte after its opening quote.</summary>
    public int Start;

    /// <summary>Bytes in the body; of a string, without its quotes.</summary>
    public int Length;

    /// <summary>Of a container, the position after its last descendant; of an escaped string, where its text begins in the tape's side buffer.</summary>
    public int Link;

    /// <summary>Of a container, its members or elements; of an escaped string, the bytes of its text; -1 for a string whose text is its bytes.</summary>
    public int Size;

    public JsonKind Kind;

    public readonly bool IsContainer => Kind is JsonKind.Object or JsonKind.Array;

    public readonly bool IsString => Kind is JsonKind.String or JsonKind.Name;
}
