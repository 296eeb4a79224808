using System.Globalization;
using System.Text;

namespace Gateway.Transforms.Json;

/// <summary>Reads the JSONPath subset of <see cref="FieldPath"/> (RFC 9535 sections 2.2, 2.3.1, 2.3.2, 2.3.3 and 2.5.1).</summary>
internal sealed class FieldPathParser(string text)
{
    private readonly List<FieldPathSegment> _segments = [];
    private int _position;

    public string? TryParse(out FieldPath? path)
    {
        path = null;
        if (!text.StartsWith('$'))
        {
            return "a field path begins with '$', such as $.email";
        }

        _position = 1;
        while (_position < text.Length)
        {
            var problem = text[_position] switch
            {
                '.' => ReadDotName(),
                '[' => ReadBrackets(),
                _ => $"'{text[_position]}' is not expected at character {_position + 1}",
            };
            if (problem is not null)
            {
                return problem;
            }
        }

        path = new FieldPath(text, _segments);
        return null;
    }

    private string? ReadDotName()
    {
        var start = ++_position;
        if (start < text.Length && text[start] is '.' or '*')
        {
            return "'..' and '.*' search, and a field path only names; use [*] for every element of an array";
        }

        while (_position < text.Length && IsNameCharacter(text[_position], first: _position == start))
        {
            _position++;
        }

        if (_position == start)
        {
            return "a name is missing after '.'; write ['name'] for a name with other characters";
        }

        return AddName(text[start.._position]);
    }

    private string? ReadBrackets()
    {
        _position++;
        var problem = _position < text.Length && text[_position] is '\'' or '"' ? ReadQuotedName() : ReadItem();
        if (problem is not null)
        {
            return problem;
        }

        if (_position >= text.Length || text[_position] != ']')
        {
            return "a ']' is missing; only ['name'], [0] and [*] may stand in brackets";
        }

        _position++;
        return null;
    }

    private string? ReadItem()
    {
        var end = text.IndexOf(']', _position);
        var inside = end < 0 ? text[_position..] : text[_position..end];
        if (inside == "*")
        {
            _segments.Add(FieldPathSegment.AnyItem);
        }
        else if (int.TryParse(inside, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && (inside == "0" || inside[0] != '0'))
        {
            _segments.Add(FieldPathSegment.Item(index));
        }
        else
        {
            return $"[{inside}] is not supported; only ['name'], [0] and [*] may stand in brackets";
        }

        _position += inside.Length;
        return null;
    }

    private string? ReadQuotedName()
    {
        var quote = text[_position++];
        var name = new StringBuilder();
        while (_position < text.Length && text[_position] != quote)
        {
            var c = text[_position++];
            if (c < ' ')
            {
                return $"the control character before character {_position + 1} must be escaped";
            }

            if (c != '\\')
            {
                name.Append(c);
            }
            else if (!TryReadEscape(quote, name))
            {
                return $"the escape before character {_position + 1} is not one of JSONPath's";
            }
        }

        if (_position >= text.Length)
        {
            return "a quoted name is not closed";
        }

        _position++;
        return AddName(name.ToString());
    }

    private string? AddName(string name)
    {
        // It would be compared in UTF-8, where half a pair becomes U+FFFD and with it the name of another field.
        if (HasLoneSurrogate(name))
        {
            return "a name holds half of a surrogate pair, which is no character";
        }

        _segments.Add(FieldPathSegment.Member(name));
        return null;
    }

    private static bool HasLoneSurrogate(string name)
    {
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsSurrogate(name[i]) && !(i + 1 < name.Length && char.IsSurrogatePair(name[i], name[++i])))
            {
                return true;
            }
        }

        return false;
    }

    private bool TryReadEscape(char quote, StringBuilder name)
    {
        var c = _position < text.Length ? text[_position++] : '\0';
        var plain = c switch { 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', '/' => '/', '\\' => '\\', _ => c == quote ? c : '\0' };
        if (plain != '\0')
        {
            name.Append(plain);
            return true;
        }

        if (c != 'u' || _position + 4 > text.Length
            || !ushort.TryParse(text.AsSpan(_position, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
        {
            return false;
        }

        _position += 4;
        name.Append((char)unit);
        return true;
    }

    private static bool IsNameCharacter(char c, bool first) => char.IsAsciiLetter(c) || c == '_' || c >= 0x80 || (!first && char.IsAsciiDigit(c));
}
