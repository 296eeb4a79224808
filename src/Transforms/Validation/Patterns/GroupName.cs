using System.Globalization;
using System.Text;

namespace Gateway.Transforms.Validation.Patterns;

/// <summary>The names of groups (ECMA-262 section 22.2.1, <c>RegExpIdentifierName</c>), as far as they are written without escapes.</summary>
internal static class GroupName
{
    public static bool IsValid(string name)
    {
        var isFirst = true;
        foreach (var rune in name.EnumerateRunes())
        {
            if (!IsStart(rune) && (isFirst || !IsContinue(rune)))
            {
                return false;
            }

            isFirst = false;
        }

        return !isFirst;
    }

    /// <summary>ID_Start of Unicode (UAX 31, with Other_ID_Start less Pattern_Syntax), and what ECMA-262 adds.</summary>
    private static bool IsStart(Rune rune) => rune.Value switch
    {
        '$' or '_' or 0x1885 or 0x1886 or 0x2118 or 0x212E or 0x309B or 0x309C => true,
        0x2E2F => false,
        _ => Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.LetterNumber,
    };

    /// <summary>What ID_Continue (with Other_ID_Continue) has besides ID_Start, and what ECMA-262 adds: the two joiners.</summary>
    private static bool IsContinue(Rune rune) =>
        rune.Value is 0xB7 or 0x387 or (>= 0x1369 and <= 0x1371) or 0x19DA or 0x30FB or 0xFF65 or 0x200C or 0x200D
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
            or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.ConnectorPunctuation;
}
