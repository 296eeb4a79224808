using System.Text;

namespace Gateway.Transforms.Validation.Patterns;

/// <summary>Reads the escapes of ECMA-262 section 22.2.1, after their backslash.</summary>
/// <param name="cursor">Where they stand.</param>
/// <param name="isSyntaxOnly">Whether the sets of properties are left out, because only the syntax counts: each takes milliseconds to gather.</param>
internal sealed class EscapeReader(PatternCursor cursor, bool isSyntaxOnly)
{
    private const string Backreference =
        "A backreference needs backtracking, which a crafted body could make take for ever, and is not supported; write the text out.";

    private const string Boundary =
        "\\b and \\B are not supported: the engine that never backtracks has another idea of a word. Write out what may stand there, as (^|\\W) and (\\W|$).";

    public PatternAtom Read(bool isInClass)
    {
        if (cursor.IsAtEnd)
        {
            return PatternAtom.Wrong("it ends in a backslash");
        }

        var character = cursor.Take();
        return character switch
        {
            'd' => PatternAtom.Of(CodePoints.Digits),
            'D' => PatternAtom.Of(CodePoints.NoDigits),
            'w' => PatternAtom.Of(CodePoints.WordCharacters),
            'W' => PatternAtom.Of(CodePoints.NoWordCharacters),
            's' => PatternAtom.Of(CodePoints.Spaces),
            'S' => PatternAtom.Of(CodePoints.NoSpaces),
            't' => PatternAtom.Of('\t'),
            'n' => PatternAtom.Of('\n'),
            'v' => PatternAtom.Of('\v'),
            'f' => PatternAtom.Of('\f'),
            'r' => PatternAtom.Of('\r'),
            'b' when isInClass => PatternAtom.Of('\b'),
            'b' or 'B' when !isInClass => PatternAtom.NotSupportedAssertion(Boundary),
            'c' => ReadControl(),
            'x' => cursor.TakeHex(2) is var code and >= 0 ? PatternAtom.Of(code) : PatternAtom.Wrong("\\x is not followed by two hexadecimal digits"),
            'u' => ReadUnicode(),
            'p' => ReadProperty(isNegated: false),
            'P' => ReadProperty(isNegated: true),
            'k' when !isInClass => ReadNamedBackreference(),
            '0' => ReadNull(),
            >= '1' and <= '9' when !isInClass => PatternAtom.NotSupported(Backreference),
            _ when character < 0x80 && char.IsAsciiLetterOrDigit((char)character) =>
                PatternAtom.Wrong($"\\{(char)character} is not an escape"),
            _ => PatternAtom.Of(character),
        };
    }

    private PatternAtom ReadControl()
    {
        var letter = cursor.IsAtEnd ? 0 : cursor.Take();
        return letter < 0x80 && char.IsAsciiLetter((char)letter)
            ? PatternAtom.Of(letter % 32)
            : PatternAtom.Wrong("\\c is not followed by a letter");
    }

    private PatternAtom ReadNull()
    {
        for (var digit = '0'; digit <= '9'; digit++)
        {
            if (cursor.IsAt(digit))
            {
                return PatternAtom.Wrong("\\0 is followed by a digit; octal escapes do not exist");
            }
        }

        return PatternAtom.Of(0);
    }

    private PatternAtom ReadUnicode()
    {
        int codePoint;
        if (cursor.TryTake('{'))
        {
            codePoint = cursor.TakeUntil('}') is { } digits ? PatternCursor.Hex(digits) : -1;
        }
        else
        {
            codePoint = cursor.TakeHex(4);
            if (codePoint >= 0 && char.IsHighSurrogate((char)codePoint) && cursor.TakeLowSurrogate() is { } low)
            {
                codePoint = char.ConvertToUtf32((char)codePoint, low);
            }
        }

        if (codePoint is < 0 or > 0x10FFFF)
        {
            return PatternAtom.Wrong("\\u is not followed by a code point; write \\uXXXX, \\uXXXX\\uXXXX for a pair, or \\u{X}");
        }

        return Rune.IsValid(codePoint)
            ? PatternAtom.Of(codePoint)
            : PatternAtom.NotSupported("\\u names half of a surrogate pair, which no body may hold; write the code point as \\u{X}.", codePoint);
    }

    private PatternAtom ReadProperty(bool isNegated)
    {
        if (!cursor.TryTake('{') || cursor.TakeUntil('}') is not { } name)
        {
            return PatternAtom.Wrong("\\p is not followed by a property in braces");
        }

        if (isSyntaxOnly && CodePoints.IsProperty(name))
        {
            return PatternAtom.Of(set: null);
        }

        if (CodePoints.Property(name, isNegated) is { } set)
        {
            return PatternAtom.Of(set);
        }

        return PatternAtom.NotSupported($"The Unicode property '{name}' is not supported; general categories are, such as \\p{{L}} and \\p{{Nd}}.");
    }

    private PatternAtom ReadNamedBackreference() =>
        cursor.TryTake('<') && cursor.TakeUntil('>') is { Length: > 0 }
            ? PatternAtom.NotSupported(Backreference)
            : PatternAtom.Wrong("\\k is not followed by a group's name");
}
