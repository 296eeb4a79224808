using System.Text;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Injection;
using Gateway.Transforms.Text;

namespace Gateway.Transforms.Envelopes;

/// <summary>A header that carries a part of the sealed message, such as <c>x-iv: {iv}</c>, with text around it or without.</summary>
internal sealed class HeaderTemplate
{
    private const int NoPart = -1;

    private readonly MessagePart? _part;
    private readonly int _number;
    private readonly string _before;
    private readonly string _after;
    private readonly BinaryEncoding _encoding;

    private HeaderTemplate(string name, string before, MessagePart? part, int number, string after, BinaryEncoding encoding)
    {
        Name = name;
        _before = before;
        _part = part;
        _number = number;
        _after = after;
        _encoding = encoding;
    }

    /// <summary>The header's name.</summary>
    public string Name { get; }

    /// <summary>The name of the part; null for a header that says the same each time.</summary>
    public string? PlacedPart => _part?.Name;

    /// <summary>The value of a header that says the same each time; null for one that carries a part.</summary>
    public string? Literal => _part is null ? _before : null;

    /// <summary>The header in words, for whoever reads the part out of it.</summary>
    public string Place =>
        $"the header {Name}{(_before.Length > 0 ? $", after '{_before}'" : string.Empty)}{(_after.Length > 0 ? $", before '{_after}'" : string.Empty)}";

    /// <summary>Compiles a template.</summary>
    /// <returns>Null, or what is wrong.</returns>
    public static string? TryCompile(string name, string text, IReadOnlyList<MessagePart> parts, BinaryEncoding encoding, out HeaderTemplate? template)
    {
        template = null;
        if (!HeaderText.IsName(name) || !MayCarry(name))
        {
            return "this is not a header that can be set: it is no name, or the connection and the body decide it";
        }

        if (!HeaderText.IsPrintable(text) || TemplateText.TryParse(text, out var segments) is not null)
        {
            return "expected printable ASCII with one {part} in it, if any; write '{{' for a brace itself";
        }

        if (segments.Count(static segment => segment.IsPlaceholder) > 1)
        {
            return "a header carries one part of the message: use one header for each";
        }

        var place = segments.ToList().FindIndex(static segment => segment.IsPlaceholder);
        var number = NoPart;
        if (place >= 0 && MessageText.TryFind(parts, segments[place].Text, encoding, out number) is { } problem)
        {
            return problem;
        }

        var before = string.Concat(segments.Take(place < 0 ? segments.Count : place).Select(static segment => segment.Text));
        var after = place < 0 ? string.Empty : string.Concat(segments.Skip(place + 1).Select(static segment => segment.Text));
        template = new HeaderTemplate(name, before, place < 0 ? null : parts[number], number, after, encoding);
        return null;
    }

    /// <summary>The header's value for one message.</summary>
    public string Write(SealedParts parts)
    {
        if (_part is null)
        {
            return _before;
        }

        using var text = new PooledBuffer();
        MessageText.Write(_part, parts[_number], _encoding, text);
        return string.Concat(_before, Encoding.ASCII.GetString(text.WrittenSpan), _after);
    }

    /// <summary>Finds the part in a header that was written by this template.</summary>
    /// <returns>False when it is not there.</returns>
    public bool TryRead(string? value, SealedParts parts)
    {
        if (_part is null)
        {
            return true;
        }

        if (value is null
            || value.Length < _before.Length + _after.Length
            || !value.StartsWith(_before, StringComparison.Ordinal)
            || !value.EndsWith(_after, StringComparison.Ordinal))
        {
            return false;
        }

        var text = value.AsSpan(_before.Length, value.Length - _before.Length - _after.Length);
        using var bytes = new PooledBuffer(text.Length);
        if (!Ascii.IsValid(text))
        {
            return false;
        }

        bytes.Advance(Encoding.ASCII.GetBytes(text, bytes.GetSpan(text.Length)));
        return MessageText.TryRead(_part, bytes.WrittenSpan, _encoding, _number, parts);
    }

    /// <summary>How the body is coded is the message's own to say (RFC 8188 section 2).</summary>
    private static bool MayCarry(string name) => HeaderText.MayBeInjected(name) || name.Equals("Content-Encoding", StringComparison.OrdinalIgnoreCase);
}
