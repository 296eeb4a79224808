using System.Globalization;

namespace Gateway.Transforms.Validation.Patterns;

/// <summary>Reads a pattern from left to right.</summary>
internal sealed class PatternCursor(string pattern)
{
    private int _position;

    /// <summary>How much has been read.</summary>
    public int Position => _position;

    public bool IsAtBeginning => _position == 0;

    public bool IsAtEnd => _position == pattern.Length;

    /// <summary>What was read since <paramref name="start"/>.</summary>
    public string TextFrom(int start) => pattern[start.._position];

    public bool IsAt(char character) => _position < pattern.Length && pattern[_position] == character;

    public bool IsAt(string text) => string.CompareOrdinal(pattern, _position, text, 0, text.Length) == 0;

    public bool TryTake(char character)
    {
        var found = IsAt(character);
        _position += found ? 1 : 0;
        return found;
    }

    public bool TryTake(string text)
    {
        var found = IsAt(text);
        _position += found ? text.Length : 0;
        return found;
    }

    /// <summary>The next code point; two surrogates are one.</summary>
    public int Take()
    {
        var codePoint = char.ConvertToUtf32(pattern, _position);
        _position += codePoint > char.MaxValue ? 2 : 1;
        return codePoint;
    }

    /// <summary>The text up to a closing character, which is consumed; null, with nothing consumed, when it never comes.</summary>
    public string? TakeUntil(char end)
    {
        var index = pattern.IndexOf(end, _position);
        if (index < 0)
        {
            return null;
        }

        var text = pattern[_position..index];
        _position = index + 1;
        return text;
    }

    /// <summary>Exactly so many hexadecimal digits, or -1 with nothing consumed.</summary>
    public int TakeHex(int digits)
    {
        var value = _position + digits <= pattern.Length ? Hex(pattern.AsSpan(_position, digits)) : -1;
        _position += value >= 0 ? digits : 0;
        return value;
    }

    /// <summary>The half of a pair that a further <c>\uXXXX</c> names; null with nothing consumed when that is not what follows.</summary>
    public char? TakeLowSurrogate()
    {
        var start = _position;
        if (TryTake("\\u") && TakeHex(4) is var code and >= 0 && char.IsLowSurrogate((char)code))
        {
            return (char)code;
        }

        _position = start;
        return null;
    }

    /// <summary>What hexadecimal digits say, or -1 when they are none, or say more than an integer holds.</summary>
    public static int Hex(ReadOnlySpan<char> digits)
    {
        foreach (var digit in digits)
        {
            // The framework's parser lets zeros (U+0000) follow.
            if (!char.IsAsciiHexDigit(digit))
            {
                return -1;
            }
        }

        return int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? value : -1;
    }

    /// <summary>
    /// A quantifier in braces; when there is none here, null with nothing consumed, and the brace stands for itself (ECMA-262 annex B).
    /// </summary>
    public (string Minimum, string? Maximum)? TakeBraces()
    {
        var start = _position;
        if (TryTake('{') && TakeDigits() is { Length: > 0 } minimum)
        {
            var isOpen = TryTake(',');
            var maximum = isOpen ? TakeDigits() : minimum;
            if (TryTake('}'))
            {
                return (minimum, maximum.Length > 0 ? maximum : null);
            }
        }

        _position = start;
        return null;
    }

    private string TakeDigits()
    {
        var start = _position;
        while (_position < pattern.Length && char.IsAsciiDigit(pattern[_position]))
        {
            _position++;
        }

        return pattern[start.._position];
    }
}
