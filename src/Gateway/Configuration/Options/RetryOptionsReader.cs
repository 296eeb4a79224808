using Gateway.Configuration.Reading;
using Gateway.Transforms.Injection;
using Gateway.Transforms.Text;

namespace Gateway.Configuration.Options;

/// <summary>Types <c>Upstreams.*.Retry</c>.</summary>
internal static class RetryOptionsReader
{
    private const int MostAttempts = 10;
    private const double DefaultBudget = 0.2;

    private static readonly TimeSpan MostBackoff = TimeSpan.FromMinutes(5);

    private static readonly (string Word, RetryCondition Condition)[] Words =
    [
        ("connect", RetryCondition.Connect),
        ("timeout", RetryCondition.Timeout),
        ("429", RetryCondition.TooManyRequests),
        ("502", RetryCondition.BadGateway),
        ("503", RetryCondition.ServiceUnavailable),
        ("504", RetryCondition.GatewayTimeout),
    ];

    public static RetryOptions? Read(SectionReader? section, ProblemList problems)
    {
        if (section is null)
        {
            return null;
        }

        var options = new RetryOptions(
            section.Integer("Attempts", 3, 1, MostAttempts),
            ReadConditions(section, problems),
            section.Duration("Backoff", TimeSpan.FromMilliseconds(200), MostBackoff),
            section.Duration("MaxBackoff", TimeSpan.FromSeconds(5), MostBackoff),
            ReadHeader(section, problems),
            section.Ratio("Budget", DefaultBudget));
        if (options.MaxBackoff < options.Backoff)
        {
            problems.Error(
                section.Path.Key(section.Has("MaxBackoff") ? "MaxBackoff" : "Backoff"),
                $"no wait may be longer than MaxBackoff ({HumanUnits.Format(options.MaxBackoff)}), and Backoff is {HumanUnits.Format(options.Backoff)}");
        }

        section.Finish();
        return options;
    }

    private static RetryCondition ReadConditions(SectionReader section, ProblemList problems)
    {
        if (section.TextList("On") is not { } words)
        {
            return RetryCondition.All;
        }

        if (words.Count == 0)
        {
            problems.Error(section.Path.Key("On"), "the list is empty: nothing would be attempted again; leave out Retry for that");
        }

        var all = RetryCondition.None;
        for (var i = 0; i < words.Count; i++)
        {
            var condition = Array.Find(Words, known => known.Word == words[i]).Condition;
            if (condition == RetryCondition.None)
            {
                var hint = NearestName.Find(words[i], Words.Select(static known => known.Word)) is { } near ? $"; did you mean '{near}'?" : string.Empty;
                problems.Error(section.Path.Key("On").Item(i), $"expected one of {string.Join(", ", Words.Select(static known => known.Word))}{hint}");
            }

            all |= condition;
        }

        return all;
    }

    private static string? ReadHeader(SectionReader section, ProblemList problems)
    {
        if (section.Text("IdempotencyHeader") is not { } name)
        {
            return null;
        }

        if (!HeaderText.IsName(name))
        {
            problems.Error(section.Path.Key("IdempotencyHeader"), "expected the name of a header, such as Idempotency-Key");
            return null;
        }

        if (!HeaderText.MayBeInjected(name))
        {
            problems.Error(section.Path.Key("IdempotencyHeader"), "this header describes the connection or the body: no receiver can know a report again by it");
            return null;
        }

        return name;
    }
}
