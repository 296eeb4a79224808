using System.Globalization;

namespace Gateway.Transforms.Validation.Formats;

/// <summary>
/// The Bidi rule (RFC 5893 section 2): a label that is written from right to left, or stands beside one, may not change its order when it is shown.
/// Classes are by block, which for the code points that a label may hold is what Unicode assigns, but for rare marks.
/// </summary>
internal static class BidiRule
{
    private enum Direction
    {
        Left,
        Right,
        EuropeanDigit,
        ArabicDigit,
        Neutral,
        Mark,
    }

    /// <summary>Whether a domain with this label is one to which the rule applies.</summary>
    public static bool IsRightToLeft(ReadOnlySpan<int> label)
    {
        foreach (var codePoint in label)
        {
            if (DirectionOf(codePoint) is Direction.Right or Direction.ArabicDigit)
            {
                return true;
            }
        }

        return false;
    }

    public static bool IsMet(ReadOnlySpan<int> label)
    {
        var isRight = DirectionOf(label[0]) == Direction.Right;
        if (!isRight && DirectionOf(label[0]) != Direction.Left)
        {
            return false;
        }

        var last = Direction.Neutral;
        var hasEuropean = false;
        var hasArabic = false;
        foreach (var codePoint in label)
        {
            var direction = DirectionOf(codePoint);
            if (direction == (isRight ? Direction.Left : Direction.Right) || (!isRight && direction == Direction.ArabicDigit))
            {
                return false;
            }

            hasEuropean |= direction == Direction.EuropeanDigit;
            hasArabic |= direction == Direction.ArabicDigit;
            last = direction == Direction.Mark ? last : direction;
        }

        return !(isRight && hasEuropean && hasArabic) && last != Direction.Neutral;
    }

    private static Direction DirectionOf(int codePoint) => codePoint switch
    {
        (>= '0' and <= '9') or (>= 0x6F0 and <= 0x6F9) => Direction.EuropeanDigit,
        (>= 0x660 and <= 0x669) or (>= 0x10D30 and <= 0x10D39) => Direction.ArabicDigit,
        '-' => Direction.Neutral,
        _ when CharUnicodeInfo.GetUnicodeCategory(codePoint) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark => Direction.Mark,
        (>= 0x590 and <= 0x8FF) or (>= 0xFB1D and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFE) or (>= 0x10800 and <= 0x10FFF) or (>= 0x1E800 and <= 0x1EFFF) => Direction.Right,
        0x200C or 0x200D or 0x375 or 0x30FB or 0xB7 => Direction.Neutral,
        _ => Direction.Left,
    };
}
