using Gateway.Transforms.Json;

namespace Gateway.Transforms.Envelopes.Fields;

/// <summary>Where names and values stand in the text of a tape, quotes and brackets included.</summary>
internal static class TapeRanges
{
    /// <summary>The first byte of the name or value at <paramref name="index"/>.</summary>
    public static int FirstOf(this JsonTape body, int index) =>
        body.KindOf(index) is JsonKind.String or JsonKind.Name ? body.StartOf(index) - 1 : body.StartOf(index);

    /// <summary>The first byte after the name or value at <paramref name="index"/>.</summary>
    public static int EndOf(this JsonTape body, int index) => body.FirstOf(index) + body.Raw(index).Length;
}
