using System.Globalization;
using System.Text;

namespace Gateway.Transforms.Validation.Formats;

/// <summary>The rules for one label with characters beyond ASCII: RFC 5891 section 4.2, with the contexts of RFC 5892 appendix A.</summary>
internal static class IdnLabel
{
    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;

    /// <summary>Whether the code points, ASCII letters in lower case, are a U-label.</summary>
    public static bool IsValid(ReadOnlySpan<int> label)
    {
        if (label.IsEmpty
            || label[0] == '-'
            || label[^1] == '-'
            || (label.Length > 3 && label[2] == '-' && label[3] == '-')
            || IsMark(CategoryOf(label[0])))
        {
            return false;
        }

        for (var i = 0; i < label.Length; i++)
        {
            if (!IsAllowed(label, i))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsAllowed(ReadOnlySpan<int> label, int i) => label[i] switch
    {
        '-' or (>= '0' and <= '9') or (>= 'a' and <= 'z') => true,
        < 0x80 => false,

        // Section 2.6: allowed whatever the other rules say.
        0xDF or 0x3C2 or 0x6FD or 0x6FE or 0xF0B or 0x3007 => true,

        // Appendix A: allowed in a context.
        ZeroWidthNonJoiner => IsAfterVirama(label, i) || JoinsOnBothSides(label, i),
        ZeroWidthJoiner => IsAfterVirama(label, i),
        0xB7 => i > 0 && label[i - 1] == 'l' && i + 1 < label.Length && label[i + 1] == 'l',
        0x375 => i + 1 < label.Length && IsGreek(label[i + 1]),
        0x5F3 or 0x5F4 => i > 0 && IsHebrew(label[i - 1]),
        0x30FB => HasKanaOrHan(label),
        >= 0x660 and <= 0x669 => !label.ContainsAnyInRange(0x6F0, 0x6F9),
        >= 0x6F0 and <= 0x6F9 => !label.ContainsAnyInRange(0x660, 0x669),
        var codePoint => IsLetterMarkOrDigit(CategoryOf(codePoint)) && !IdnTables.IsDisallowed(codePoint),
    };

    private static UnicodeCategory CategoryOf(int codePoint) => CharUnicodeInfo.GetUnicodeCategory(codePoint);

    private static bool IsMark(UnicodeCategory category) =>
        category is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    /// <summary>Upper case and title case are left out: they are not stable under case folding.</summary>
    private static bool IsLetterMarkOrDigit(UnicodeCategory category) => category
        is UnicodeCategory.LowercaseLetter
        or UnicodeCategory.OtherLetter
        or UnicodeCategory.ModifierLetter
        or UnicodeCategory.NonSpacingMark
        or UnicodeCategory.SpacingCombiningMark
        or UnicodeCategory.DecimalDigitNumber;

    private static bool IsAfterVirama(ReadOnlySpan<int> label, int i) => i > 0 && IdnTables.IsVirama(label[i - 1]);

    /// <summary>Appendix A.1, for the Arabic block; in other scripts that join, a non-joiner is refused.</summary>
    private static bool JoinsOnBothSides(ReadOnlySpan<int> label, int i)
    {
        var before = i - 1;
        while (before >= 0 && IsTransparent(label[before]))
        {
            before--;
        }

        var after = i + 1;
        while (after < label.Length && IsTransparent(label[after]))
        {
            after++;
        }

        return before >= 0
            && after < label.Length
            && IsArabicLetter(label[before])
            && !IdnTables.IsRightJoining(label[before])
            && IsArabicLetter(label[after]);
    }

    private static bool IsTransparent(int codePoint) => CategoryOf(codePoint) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    private static bool IsArabicLetter(int codePoint) =>
        codePoint is >= 0x620 and <= 0x6FF and not 0x621 and not 0x674 && Rune.IsLetter(new Rune(codePoint));

    private static bool IsGreek(int codePoint) =>
        codePoint is (>= 0x370 and <= 0x3FF and not 0x37E and not 0x385 and not 0x387) or (>= 0x1F00 and <= 0x1FFF);

    private static bool IsHebrew(int codePoint) => codePoint is (>= 0x591 and <= 0x5F4) or (>= 0xFB1D and <= 0xFB4F);

    private static bool HasKanaOrHan(ReadOnlySpan<int> label)
    {
        foreach (var codePoint in label)
        {
            if (codePoint is (>= 0x3041 and <= 0x3096) or 0x309D or 0x309E or (>= 0x30A1 and <= 0x30FA) or 0x30FD or 0x30FE or (>= 0x31F0 and <= 0x31FF)
                or 0x3005 or 0x3007 or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or (>= 0x20000 and <= 0x323AF))
            {
                return true;
            }
        }

        return false;
    }
}
