using System.Globalization;

namespace Gateway.Configuration.Reading;

/// <summary>Durations such as <c>500ms</c>, <c>10s</c>, <c>5m</c>, <c>24h</c> and sizes such as <c>512</c>, <c>64KiB</c>, <c>1MiB</c>.</summary>
internal static class HumanUnits
{
    public const string DurationForms = "500ms, 10s, 5m or 24h";

    public const string SizeForms = "512, 64KiB, 1MiB or 1GiB";

    /// <summary>Longest first: "ms" ends in "s".</summary>
    private static readonly (string Suffix, long Factor)[] DurationUnits =
        [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000)];

    private static readonly (string Suffix, long Factor)[] SizeUnits =
        [("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("", 1)];

    public static bool TryParseDuration(string text, out TimeSpan duration)
    {
        var parsed = TryParse(text, DurationUnits, out var milliseconds);
        duration = parsed ? TimeSpan.FromMilliseconds(milliseconds) : default;
        return parsed;
    }

    public static bool TryParseSize(string text, out long bytes) => TryParse(text, SizeUnits, out bytes);

    /// <summary>The duration as it would be written in the configuration.</summary>
    public static string Format(TimeSpan duration) => Format((long)duration.TotalMilliseconds, DurationUnits);

    /// <summary>The size as it would be written in the configuration.</summary>
    public static string Format(long bytes) => Format(bytes, SizeUnits);

    private static string Format(long value, (string Suffix, long Factor)[] units)
    {
        var (suffix, factor) = units.Where(unit => value % unit.Factor == 0).MaxBy(static unit => unit.Factor);
        return string.Create(CultureInfo.InvariantCulture, $"{value / factor}{suffix}");
    }

    private static bool TryParse(string text, (string Suffix, long Factor)[] units, out long value)
    {
        value = 0;
        foreach (var (suffix, factor) in units)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal)
                && long.TryParse(text.AsSpan(0, text.Length - suffix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number <= TimeSpan.MaxValue.TotalMilliseconds / factor)
            {
                value = number * factor;
                return true;
            }
        }

        return false;
    }
}
