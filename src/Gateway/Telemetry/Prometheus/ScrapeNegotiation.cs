using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Gateway.Telemetry.Prometheus;

/// <summary>
/// Chooses the format by <c>Accept</c> (RFC 9110 section 12.5.1). Whoever accepts neither gets the classic one all the same: a person
/// with a browser is better served so than with an error.
/// </summary>
internal static class ScrapeNegotiation
{
    private const string ClassicType = "text/plain; version=0.0.4; charset=utf-8";
    private const string OpenMetricsType = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private static readonly MediaTypeHeaderValue Classic = MediaTypeHeaderValue.Parse(ClassicType);
    private static readonly MediaTypeHeaderValue OpenMetrics = MediaTypeHeaderValue.Parse(OpenMetricsType);

    public static string ContentTypeOf(ScrapeFormat format) => format == ScrapeFormat.OpenMetrics ? OpenMetricsType : ClassicType;

    public static ScrapeFormat Choose(StringValues accept)
    {
        if (!MediaTypeHeaderValue.TryParseList(accept, out var ranges))
        {
            return ScrapeFormat.Classic;
        }

        return QualityOf(OpenMetrics, ranges) > QualityOf(Classic, ranges) ? ScrapeFormat.OpenMetrics : ScrapeFormat.Classic;
    }

    /// <summary>How welcome <paramref name="offered"/> is: the quality of the most specific range that it is in.</summary>
    private static double QualityOf(MediaTypeHeaderValue offered, IList<MediaTypeHeaderValue> ranges)
    {
        var quality = 0.0;
        var best = -1;
        foreach (var range in ranges)
        {
            var specificity = Specificity(offered, range);
            if (specificity >= 0 && HasWeight(range) && (specificity > best || (specificity == best && (range.Quality ?? 1) > quality)))
            {
                best = specificity;
                quality = range.Quality ?? 1;
            }
        }

        return quality;
    }

    /// <summary>Whether a range has the weight 1 or one that it names. One with a weight that is none (<c>q=99</c>, <c>q=NaN</c>) asks for nothing that can be compared.</summary>
    private static bool HasWeight(MediaTypeHeaderValue range) => range.Quality is not null || NameValueHeaderValue.Find(range.Parameters, "q") is null;

    /// <summary>From 0 for any type to 3 for this version of this type; -1 for a range that it is not in.</summary>
    private static int Specificity(MediaTypeHeaderValue offered, MediaTypeHeaderValue range)
    {
        if (range.MatchesAllTypes)
        {
            return 0;
        }

        if (!range.Type.Equals(offered.Type, StringComparison.OrdinalIgnoreCase))
        {
            return -1;
        }

        if (range.MatchesAllSubTypes)
        {
            return 1;
        }

        if (!range.SubType.Equals(offered.SubType, StringComparison.OrdinalIgnoreCase))
        {
            return -1;
        }

        // Other parameters, such as a way of escaping names, ask for nothing that would make a difference here.
        return NameValueHeaderValue.Find(range.Parameters, "version") is not { } version ? 2
            : HeaderUtilities.RemoveQuotes(version.Value).Equals(VersionOf(offered), StringComparison.Ordinal) ? 3
            : -1;
    }

    private static StringSegment VersionOf(MediaTypeHeaderValue offered) => NameValueHeaderValue.Find(offered.Parameters, "version")!.Value;
}
