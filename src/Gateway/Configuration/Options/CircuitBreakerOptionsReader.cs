using Gateway.Configuration.Reading;

namespace Gateway.Configuration.Options;

/// <summary>Types <c>Upstreams.*.CircuitBreaker</c>.</summary>
internal static class CircuitBreakerOptionsReader
{
    private const int MostRequests = 1_000_000;

    /// <summary>Over less time than this the library that counts does not count.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan Most = TimeSpan.FromHours(1);

    public static CircuitBreakerOptions? Read(SectionReader? section, ProblemList problems)
    {
        if (section is null)
        {
            return null;
        }

        var options = new CircuitBreakerOptions(
            section.Ratio("FailureRatio", 0.5),
            section.Integer("MinimumRequests", 20, 2, MostRequests),
            ReadTime(section, "Window", TimeSpan.FromSeconds(30), problems),
            ReadTime(section, "Break", TimeSpan.FromSeconds(15), problems));
        section.Finish();
        return options;
    }

    private static TimeSpan ReadTime(SectionReader section, string key, TimeSpan otherwise, ProblemList problems)
    {
        var time = section.Duration(key, otherwise, Most);
        if (time >= Least)
        {
            return time;
        }

        problems.Error(section.Path.Key(key), $"expected a duration of at least {HumanUnits.Format(Least)}");
        return otherwise;
    }
}
