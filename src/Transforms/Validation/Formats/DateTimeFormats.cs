namespace Gateway.Transforms.Validation.Formats;

/// <summary>Dates and times of RFC 3339 section 5.6.</summary>
internal static class DateTimeFormats
{
    private const int MinutesPerDay = 24 * 60;
    private const int LastMinute = MinutesPerDay - 1;
    private const int DateLength = 10;
    private const int ClockLength = 8;
    private const int OffsetLength = 6;

    public static bool IsDate(ReadOnlySpan<byte> text) =>
        text.Length == DateLength
        && text[4] == '-'
        && text[7] == '-'
        && TryReadTwo(text, out var century)
        && TryReadTwo(text[2..], out var year)
        && TryReadTwo(text[5..], out var month)
        && TryReadTwo(text[8..], out var day)
        && month is >= 1 and <= 12
        && day >= 1
        && day <= DaysIn((century * 100) + year, month);

    public static bool IsDateTime(ReadOnlySpan<byte> text) =>
        text.Length > DateLength
        && text[DateLength] is (byte)'T' or (byte)'t'
        && IsDate(text[..DateLength])
        && IsTime(text[(DateLength + 1)..]);

    public static bool IsTime(ReadOnlySpan<byte> text)
    {
        if (text.Length <= ClockLength
            || text[2] != ':'
            || text[5] != ':'
            || !TryReadTwo(text, out var hour)
            || !TryReadTwo(text[3..], out var minute)
            || !TryReadTwo(text[6..], out var second)
            || hour > 23
            || minute > 59
            || second > 60
            || !TryReadOffset(SkipFraction(text[ClockLength..]), out var offset))
        {
            return false;
        }

        // Leap seconds are inserted at the end of a day in UTC (section 5.7), whatever the local time is then.
        return second < 60 || ((hour * 60) + minute - offset + MinutesPerDay) % MinutesPerDay == LastMinute;
    }

    private static ReadOnlySpan<byte> SkipFraction(ReadOnlySpan<byte> text)
    {
        if (text[0] != '.')
        {
            return text;
        }

        var length = text[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return length > 0 ? text[(length + 1)..] : [];
    }

    private static bool TryReadOffset(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text.Length == 1)
        {
            return text[0] is (byte)'Z' or (byte)'z';
        }

        if (text.Length != OffsetLength
            || text[0] is not ((byte)'+' or (byte)'-')
            || text[3] != ':'
            || !TryReadTwo(text[1..], out var hour)
            || !TryReadTwo(text[4..], out var minute)
            || hour > 23
            || minute > 59)
        {
            return false;
        }

        minutes = ((hour * 60) + minute) * (text[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool TryReadTwo(ReadOnlySpan<byte> text, out int value)
    {
        value = ((text[0] - '0') * 10) + (text[1] - '0');
        return char.IsAsciiDigit((char)text[0]) && char.IsAsciiDigit((char)text[1]);
    }

    /// <summary>By the Gregorian rule throughout; unlike the runtime's calendar it knows the year 0000, which RFC 3339 allows.</summary>
    private static int DaysIn(int year, int month) => month switch
    {
        2 => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };
}
