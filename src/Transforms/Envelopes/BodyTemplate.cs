using System.Text;
using System.Text.Json;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Guarding;
using Gateway.Transforms.Json;
using Gateway.Transforms.Text;

namespace Gateway.Transforms.Envelopes;

/// <summary>
/// Where the parts of a sealed message stand in what is sent: a JSON template such as <c>{"data": "{sealed}"}</c>, or the bare message.
/// Compiled to runs of literal bytes with parts between them; neither parts nor encodings need JSON escapes, so writing is copying.
/// </summary>
internal sealed class BodyTemplate
{
    private const int WholeMessage = 0;
    private const int NoPart = -1;

    private static readonly JsonGuardOptions Strict = new(MaxDepth: 64);

    private readonly List<Piece> _pieces = [];
    private readonly List<Slot> _slots = [];
    private readonly IReadOnlyList<MessagePart> _parts;
    private readonly BinaryEncoding _encoding;
    private readonly bool _isText;
    private int _tokens;

    private BodyTemplate(IReadOnlyList<MessagePart> parts, BinaryEncoding encoding, bool isText)
    {
        _parts = parts;
        _encoding = encoding;
        _isText = isText;
    }

    /// <summary>The names of the parts that the template places.</summary>
    public IEnumerable<string> PlacedParts => _pieces.Select(static piece => piece.Part).Where(static part => part != NoPart).Select(part => _parts[part].Name);

    /// <summary>Where the parts stand, in words.</summary>
    public IEnumerable<(string Part, string Place)> Places => _isText
        ? [(_parts[WholeMessage].Name, "the whole body")]
        : _slots.Select(slot => (_parts[slot.Part].Name, $"at {slot.Path} of the body"));

    /// <summary>The body is the whole message.</summary>
    public static BodyTemplate Text(IReadOnlyList<MessagePart> parts, BinaryEncoding encoding)
    {
        var template = new BodyTemplate(parts, encoding, isText: true);
        template._pieces.Add(new Piece([], WholeMessage));
        return template;
    }

    /// <summary>Compiles a JSON template.</summary>
    /// <param name="json">The template, a JSON text.</param>
    /// <param name="parts">What may be placed.</param>
    /// <param name="encoding">How binary parts are written.</param>
    /// <param name="template">The compiled template; null when there is a problem.</param>
    /// <returns>Null, or what is wrong with the template.</returns>
    public static string? TryCompile(ReadOnlyMemory<byte> json, IReadOnlyList<MessagePart> parts, BinaryEncoding encoding, out BodyTemplate? template)
    {
        template = null;
        if (JsonGuard.TryRead(json, Strict, out var tape) is not GuardFault.None and var fault)
        {
            return $"the template is not acceptable JSON ({fault})";
        }

        using (tape)
        {
            var compiled = new BodyTemplate(parts, encoding, isText: false) { _tokens = tape!.Count };
            var problem = compiled.Compile(tape);
            if (problem is null && compiled._slots.Count == 0)
            {
                problem = $"the template places nothing: write {{{parts[WholeMessage].Name}}} where the sealed message belongs";
            }

            template = problem is null ? compiled : null;
            return problem;
        }
    }

    /// <summary>Writes the body.</summary>
    public void Write(SealedParts parts, PooledBuffer destination)
    {
        foreach (var piece in _pieces)
        {
            destination.Write(piece.Literal);
            if (piece.Part != NoPart)
            {
                MessageText.Write(_parts[piece.Part], parts[piece.Part], _encoding, destination);
            }
        }
    }

    /// <summary>Finds the parts in a body that was written by this template; members that it does not know are ignored.</summary>
    /// <returns>False when a part is absent or not in the template's encoding.</returns>
    public bool TryRead(ReadOnlyMemory<byte> body, SealedParts parts)
    {
        if (_isText)
        {
            return MessageText.TryRead(_parts[WholeMessage], body.Span, _encoding, WholeMessage, parts);
        }

        if (JsonGuard.TryRead(body, Strict, out var tape) != GuardFault.None)
        {
            return false;
        }

        using (tape)
        {
            return TryRead(tape!, 0, parts);
        }
    }

    /// <summary>Finds the parts in the value at <paramref name="index"/>.</summary>
    /// <inheritdoc cref="TryRead(ReadOnlyMemory{byte}, SealedParts)"/>
    public bool TryRead(JsonTape tape, int index, SealedParts parts)
    {
        foreach (var slot in _slots)
        {
            if (!slot.Path.TryFind(tape, index, out var found)
                || tape.KindOf(found) != JsonKind.String
                || !MessageText.TryRead(_parts[slot.Part], tape.Text(found), _encoding, slot.Part, parts))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether it is a string and nothing more.</summary>
    public bool IsString => _tokens == 1;

    /// <summary>Whether the value at <paramref name="index"/> has as many members as this template, so that it may have been written by it.</summary>
    public bool HasSizeOf(JsonTape tape, int index) => tape.Next(index) - index == _tokens;

    private string? Compile(JsonTape tape)
    {
        var json = tape.Json.Span;
        var copied = 0;
        for (var i = 0; i < tape.Count; i++)
        {
            if (tape.KindOf(i) != JsonKind.String || !tape.Raw(i).ContainsAny((byte)'{', (byte)'}'))
            {
                continue;
            }

            if (TemplateText.TryParse(Encoding.UTF8.GetString(tape.Text(i)), out var segments) is { } problem)
            {
                return problem;
            }

            var start = tape.StartOf(i);
            var end = start + tape.Raw(i).Length - 2;
            if (segments.All(static segment => !segment.IsPlaceholder))
            {
                AddLiteral([.. json[copied..start], .. JsonEncodedText.Encode(string.Concat(segments.Select(static segment => segment.Text))).EncodedUtf8Bytes]);
                copied = end;
                continue;
            }

            if (segments is not [{ IsPlaceholder: true } only])
            {
                return "a part must be a whole string of its own, such as \"{sealed}\"";
            }

            if (MessageText.TryFind(_parts, only.Text, _encoding, out var part) is { } misplaced)
            {
                return misplaced;
            }

            _pieces.Add(new Piece(json[copied..start].ToArray(), part));
            _slots.Add(new Slot(FieldPath.Of(tape, i), part));
            copied = end;
        }

        AddLiteral(json[copied..].ToArray());
        return null;
    }

    private void AddLiteral(byte[] literal) => _pieces.Add(new Piece(literal, NoPart));

    /// <summary>Literal bytes, and the part that follows them, if any.</summary>
    private sealed record Piece(byte[] Literal, int Part);

    private sealed record Slot(FieldPath Path, int Part);
}
