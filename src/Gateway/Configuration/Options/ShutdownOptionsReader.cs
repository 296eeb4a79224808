using Gateway.Configuration.Reading;

namespace Gateway.Configuration.Options;

/// <summary>Types <c>Shutdown</c>.</summary>
internal static class ShutdownOptionsReader
{
    private static readonly TimeSpan MostGrace = TimeSpan.FromMinutes(5);

    /// <summary>Room for the longest grace, and after it for the longest request.</summary>
    private static readonly TimeSpan MostTimeout = TimeSpan.FromMinutes(15);

    public static ShutdownOptions Read(SectionReader? section, ProblemList problems)
    {
        var otherwise = ShutdownOptions.Default;
        if (section is null)
        {
            return otherwise;
        }

        var errors = problems.ErrorCount;
        var options = new ShutdownOptions(
            section.Duration("Grace", otherwise.Grace, MostGrace, mayBeNone: true),
            section.Duration("Timeout", otherwise.Timeout, MostTimeout));
        if (options.Grace >= options.Timeout && problems.ErrorCount == errors)
        {
            var key = section.Has("Grace") ? "Grace" : "Timeout";
            problems.Error(
                section.Path.Key(key),
                $"Grace ({HumanUnits.Format(options.Grace)}) is a part of Timeout ({HumanUnits.Format(options.Timeout)}) and must be shorter: what is in flight after it needs time to finish");
        }

        section.Finish();
        return options;
    }
}
