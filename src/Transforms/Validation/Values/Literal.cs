using Gateway.Transforms.Json;

namespace Gateway.Transforms.Validation.Values;

/// <summary>A value of a schema, compared with those of bodies where it stands in its document.</summary>
/// <param name="Tape">The document.</param>
/// <param name="Index">The value's position.</param>
internal readonly record struct Literal(JsonTape Tape, int Index)
{
    public ReadOnlySpan<byte> Text => Tape.Text(Index);

    public bool IsEqual(JsonTape body, int instance) => JsonEquality.AreEqual(Tape, Index, body, instance);
}
