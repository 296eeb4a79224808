using Gateway.Configuration;

namespace Gateway.Commands;

/// <summary>What standard output is.</summary>
internal static class Terminal
{
    /// <summary>Whether somebody sees colours there: a terminal that can show them, of somebody who has not asked for none (no-color.org).</summary>
    public static bool ShowsColours
    {
        get
        {
            var environment = ProcessEnvironment.Read();
            return !Console.IsOutputRedirected
                && string.IsNullOrEmpty(environment.GetValueOrDefault("NO_COLOR"))
                && environment.GetValueOrDefault("TERM") is not (null or "" or "dumb");
        }
    }
}
