namespace Gateway.Transforms.Validation.Formats;

/// <summary>Durations by the grammar of RFC 3339 appendix A: units in order, none left out between two, whole numbers only.</summary>
internal static class DurationFormat
{
    private static ReadOnlySpan<byte> DateUnits => "YMD"u8;

    private static ReadOnlySpan<byte> TimeUnits => "HMS"u8;

    public static bool IsDuration(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] != 'P')
        {
            return false;
        }

        text = text[1..];
        var time = text.IndexOf((byte)'T');
        if (time < 0)
        {
            return IsRun(text, DateUnits) || IsRun(text, "W"u8);
        }

        return (time == 0 || IsRun(text[..time], DateUnits)) && IsRun(text[(time + 1)..], TimeUnits);
    }

    private static bool IsRun(ReadOnlySpan<byte> text, ReadOnlySpan<byte> units)
    {
        var previous = -1;
        while (!text.IsEmpty)
        {
            var digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            var unit = digits > 0 ? units.IndexOf(text[digits]) : -1;
            if (unit < 0 || (previous >= 0 && unit != previous + 1))
            {
                return false;
            }

            previous = unit;
            text = text[(digits + 1)..];
        }

        return previous >= 0;
    }
}
