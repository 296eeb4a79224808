using System.Text;
using System.Text.Json;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Guarding;
using Gateway.Transforms.Json;
using Gateway.Transforms.Text;

namespace Gateway.Transforms.Envelopes;

/// <summary>
/// Where the parts of a sealed message stand in the body that is sent: a JSON template such as <c>{"data": "{sealed}"}</c>, or the bare
/// text. Compiled to runs of literal bytes with parts between them; text encodings need no JSON escapes, so writing is copying.
/// </summary>
public sealed class BodyTemplate
{
    private const int WholeMessage = 0;
    private const int NoPart = -1;

    private static readonly JsonGuardOptions Strict = new(MaxDepth: 64);

    private readonly List<Piece> _pieces = [];
    private readonly List<Slot> _slots = [];
    private readonly BinaryEncoding _encoding;
    private readonly bool _isText;

    private BodyTemplate(BinaryEncoding encoding, bool isText)
    {
        _encoding = encoding;
        _isText = isText;
    }

    /// <summary>The numbers of the parts that the template places.</summary>
    public IEnumerable<int> PlacedParts => _pieces.Select(static piece => piece.Part).Where(static part => part != NoPart);

    /// <summary>The body is the whole message as text.</summary>
    public static BodyTemplate Text(BinaryEncoding encoding)
    {
        var template = new BodyTemplate(encoding, isText: true);
        template._pieces.Add(new Piece([], WholeMessage));
        return template;
    }

    /// <summary>Compiles a JSON template.</summary>
    /// <param name="json">The template, a JSON text.</param>
    /// <param name="partNames">The names that may be placed, in the envelope's order.</param>
    /// <param name="encoding">How parts are written.</param>
    /// <param name="template">The compiled template; null when there is a problem.</param>
    /// <returns>Null, or what is wrong with the template.</returns>
    public static string? TryCompile(ReadOnlyMemory<byte> json, IReadOnlyList<string> partNames, BinaryEncoding encoding, out BodyTemplate? template)
    {
        template = null;
        if (JsonGuard.TryRead(json, Strict, out var tape) is not GuardFault.None and var fault)
        {
            return $"the template is not acceptable JSON ({fault})";
        }

        using (tape)
        {
            var compiled = new BodyTemplate(encoding, isText: false);
            var problem = compiled.Compile(tape!, partNames);
            if (problem is null && compiled._slots.Count == 0)
            {
                problem = $"the template places nothing: write {{{partNames[WholeMessage]}}} where the sealed message belongs";
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
                BinaryText.Write(parts[piece.Part], _encoding, destination);
            }
        }
    }

    /// <summary>Finds the parts in a body that was written by this template; members that it does not know are ignored.</summary>
    /// <returns>False when a part is absent or not in the template's encoding.</returns>
    public bool TryRead(ReadOnlyMemory<byte> body, SealedParts parts)
    {
        if (_isText)
        {
            return TryReadPart(body.Span, WholeMessage, parts);
        }

        if (JsonGuard.TryRead(body, Strict, out var tape) != GuardFault.None)
        {
            return false;
        }

        using (tape)
        {
            foreach (var slot in _slots)
            {
                if (!slot.Path.TryFind(tape!, out var index)
                    || tape!.KindOf(index) != JsonKind.String
                    || !TryReadPart(tape.Text(index), slot.Part, parts))
                {
                    return false;
                }
            }

            return true;
        }
    }

    private bool TryReadPart(ReadOnlySpan<byte> text, int part, SealedParts parts)
    {
        var start = parts.Buffer.Length;
        if (!BinaryText.TryRead(text, _encoding, parts.Buffer))
        {
            return false;
        }

        parts.Place(part, start..parts.Buffer.Length);
        return true;
    }

    private string? Compile(JsonTape tape, IReadOnlyList<string> partNames)
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

            var part = partNames.ToList().IndexOf(only.Text);
            if (part < 0)
            {
                return $"{{{only.Text}}} is not a part of this format; it has {string.Join(", ", partNames.Select(static name => $"{{{name}}}"))}";
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
