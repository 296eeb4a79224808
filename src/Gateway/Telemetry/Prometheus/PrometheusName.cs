using System.Collections.Frozen;
using System.Text;
using OpenTelemetry.Metrics;

namespace Gateway.Telemetry.Prometheus;

/// <summary>Names by the rules of OpenTelemetry's compatibility with Prometheus: characters that cannot stand in a name become underscores, units are appended.</summary>
internal static class PrometheusName
{
    private const string Total = "_total";

    /// <summary>Units as UCUM writes them, and as Prometheus does.</summary>
    private static readonly FrozenDictionary<string, string> Units = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["d"] = "days",
        ["h"] = "hours",
        ["min"] = "minutes",
        ["s"] = "seconds",
        ["ms"] = "milliseconds",
        ["us"] = "microseconds",
        ["ns"] = "nanoseconds",
        ["By"] = "bytes",
        ["KiBy"] = "kibibytes",
        ["MiBy"] = "mebibytes",
        ["GiBy"] = "gibibytes",
        ["%"] = "percent",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The family's name: that of a counter without <c>_total</c>.</summary>
    /// <param name="instrument">The instrument's name.</param>
    /// <param name="unit">As <see cref="OfUnit"/> gives it.</param>
    public static string OfFamily(string instrument, string unit)
    {
        var name = Sanitize(instrument, isLabel: false);
        name = name.EndsWith(Total, StringComparison.Ordinal) && name.Length > Total.Length ? name[..^Total.Length] : name;
        return unit.Length == 0 || HasUnit(name, unit) ? name : $"{name}_{unit}";
    }

    /// <summary>The unit as it stands in names; empty for none and for those in braces, which only say what is counted.</summary>
    public static string OfUnit(string? unit, MetricType type) =>
        string.IsNullOrEmpty(unit) || unit[0] == '{' ? string.Empty
        : unit == "1" ? (IsGauge(type) ? "ratio" : string.Empty)
        : Units.TryGetValue(unit, out var known) ? known
        : Sanitize(unit, isLabel: false).Trim('_');

    /// <summary>The label of a tag.</summary>
    public static string OfLabel(string tag) => Sanitize(tag, isLabel: true);

    public static bool IsGauge(MetricType type) =>
        type is MetricType.LongGauge or MetricType.DoubleGauge or MetricType.LongSumNonMonotonic or MetricType.DoubleSumNonMonotonic;

    public static bool IsCounter(MetricType type) => type is MetricType.LongSum or MetricType.DoubleSum;

    private static bool HasUnit(string name, string unit) =>
        name.EndsWith(unit, StringComparison.Ordinal) && (name.Length == unit.Length || name[^(unit.Length + 1)] == '_');

    /// <summary>Letters, digits and single underscores, and colons in names of metrics; a digit does not come first. Names that begin with two underscores are Prometheus' own.</summary>
    private static string Sanitize(string text, bool isLabel)
    {
        var name = new StringBuilder(text.Length + 1);
        foreach (var character in text)
        {
            if (char.IsAsciiLetterOrDigit(character) || (character == ':' && !isLabel))
            {
                if (name.Length == 0 && char.IsAsciiDigit(character))
                {
                    name.Append('_');
                }

                name.Append(character);
            }
            else if (name.Length == 0 || name[^1] != '_')
            {
                name.Append('_');
            }
        }

        return name.Length == 0 ? "_" : name.ToString();
    }
}
