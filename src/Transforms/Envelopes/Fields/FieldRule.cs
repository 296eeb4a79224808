using Gateway.Transforms.Buffers;
using Gateway.Transforms.Json;

namespace Gateway.Transforms.Envelopes.Fields;

/// <summary>A <see cref="FieldMapping"/> in one direction, compiled. Immutable.</summary>
internal sealed class FieldRule
{
    private readonly FieldPathSegment[] _from;
    private readonly FieldPathSegment[] _to;
    private readonly byte[][] _names;

    /// <param name="mapping">The number of the mapping.</param>
    /// <param name="from">Where the value stands.</param>
    /// <param name="to">Where its replacement goes; <see cref="FieldMappingRules"/> has nothing against the pair.</param>
    public FieldRule(int mapping, FieldPath from, FieldPath to)
    {
        Mapping = mapping;
        _from = [.. from.Segments];
        _to = [.. to.Segments];
        _names = [.. to.Segments.Select(static segment => Quote(segment.Utf8Name.Span))];
        Scope = Array.LastIndexOf(_from, FieldPathSegment.AnyItem) + 1;
        FirstCreatable = Array.FindLastIndex(_to, static segment => segment.Name is null) + 1;
        StaysInPlace = _from.AsSpan().SequenceEqual(_to);
        StaysInObject = !StaysInPlace && _from.AsSpan(..^1).SequenceEqual(_to.AsSpan(..^1));
    }

    public int Mapping { get; }

    public ReadOnlySpan<FieldPathSegment> From => _from;

    public ReadOnlySpan<FieldPathSegment> To => _to;

    /// <summary>The number of steps up to and including the last <c>[*]</c>, which both paths share: below, each names one place.</summary>
    public int Scope { get; }

    /// <summary>The first step of <see cref="To"/> from which on all are names: objects can be created, elements of arrays cannot.</summary>
    public int FirstCreatable { get; }

    /// <summary>Whether the value is replaced and nothing else changes.</summary>
    public bool StaysInPlace { get; }

    /// <summary>Whether the replacement is a member of the object that the value leaves.</summary>
    public bool StaysInObject { get; }

    /// <summary>The name of a step of <see cref="To"/> as it is written: quoted and escaped.</summary>
    public ReadOnlySpan<byte> NameAt(int step) => _names[step];

    private static byte[] Quote(ReadOnlySpan<byte> name)
    {
        using var text = new PooledBuffer();
        text.Write("\""u8);
        JsonText.WriteEscaped(name, text);
        text.Write("\""u8);
        return text.WrittenSpan.ToArray();
    }
}
