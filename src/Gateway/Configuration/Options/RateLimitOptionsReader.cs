using Gateway.Configuration.Reading;
using Gateway.Transforms.Injection;
using Gateway.Transforms.Text;

namespace Gateway.Configuration.Options;

/// <summary>Types <c>Routes.*.RateLimit</c>.</summary>
internal static class RateLimitOptionsReader
{
    private const int MostPermits = 1_000_000;

    /// <summary>Each of them holds a connection.</summary>
    private const int MostWaiting = 10_000;

    private const string HeaderPrefix = "header:";
    private const string Words = "route, address or header:NAME";
    private const int LongestRepeated = 40;

    private static readonly TimeSpan MostPer = TimeSpan.FromHours(24);

    /// <summary>A caller that waits longer than this has most likely given up.</summary>
    private static readonly TimeSpan LongWait = TimeSpan.FromSeconds(30);

    public static RateLimitOptions? Read(SectionReader? section, ProblemList problems)
    {
        if (section is null)
        {
            return null;
        }

        var errors = problems.ErrorCount;
        foreach (var key in (ReadOnlySpan<string>)["Permits", "Per"])
        {
            if (!section.Has(key))
            {
                problems.Error(section.Path.Key(key), "this key is required");
            }
        }

        var permits = section.Integer("Permits", 1, 1, MostPermits);
        var per = section.Duration("Per", TimeSpan.FromSeconds(1), MostPer);
        var burst = section.Integer("Burst", permits, 1, MostPermits);
        var queue = section.Integer("Queue", 0, 0, MostWaiting);
        var (by, header) = ReadBy(section, problems);
        section.Finish();
        var options = new RateLimitOptions(permits, per, burst, by, header, queue);
        if (problems.ErrorCount == errors)
        {
            Judge(options, section, problems);
        }

        return options;
    }

    private static (PartitionBy By, string? Header) ReadBy(SectionReader section, ProblemList problems)
    {
        var path = section.Path.Key("By");
        switch (section.Text("By"))
        {
            case null or "route":
                return (PartitionBy.Route, null);
            case "address":
                return (PartitionBy.Address, null);
            case "client":
                problems.Error(path, $"to count by client, Gateway must know its callers: that needs the section Clients, which this version does not have yet; write {Words}");
                break;
            case { } text when text.StartsWith(HeaderPrefix, StringComparison.Ordinal):
                var name = text[HeaderPrefix.Length..];
                if (HeaderText.IsName(name))
                {
                    return (PartitionBy.Header, name);
                }

                problems.Error(path, "expected the name of a header after 'header:', such as header:X-Api-Key");
                break;
            case { } text:
                var found = text.Length <= LongestRepeated ? $"'{text}'" : "a longer text";
                var hint = NearestName.Find(text.Split(':')[0], ["route", "address", "header"]) is { } near
                    ? $"; did you mean '{(near == "header" ? HeaderPrefix + "NAME" : near)}'?"
                    : string.Empty;
                problems.Error(path, $"expected {Words}, found {found}{hint}");
                break;
        }

        return (PartitionBy.Route, null);
    }

    private static void Judge(RateLimitOptions options, SectionReader section, ProblemList problems)
    {
        if (options.Burst < options.Permits)
        {
            problems.Error(
                section.Path.Key("Burst"),
                $"Burst is how many permits can be saved up, and {options.Burst} would never hold the {options.Permits} that come in {HumanUnits.Format(options.Per)}: write {options.Permits} or more, or leave it out");
        }

        var longest = options.Per.TotalSeconds * options.Queue / options.Permits;
        if (longest > LongWait.TotalSeconds)
        {
            problems.Warn(
                section.Path.Key("Queue"),
                $"the last of {options.Queue} requests that wait would wait for {Math.Ceiling(longest)} seconds: most callers give up before that");
        }
    }
}
