namespace Gateway.Telemetry;

/// <summary>
/// Who may write to the log. Frameworks write addresses with their queries, header values and exceptions that quote what they read, some of it
/// at Information: so their categories are a list of those that may be heard, and no level opens the others.
/// </summary>
internal static class LogCategories
{
    private const string Ours = "Gateway.";

    /// <summary>What an operator needs to hear of the framework, and nothing below: overload of the server, a configuration that the proxy cannot take.</summary>
    private static readonly Dictionary<string, LogLevel> Heard = new(StringComparer.Ordinal)
    {
        ["Microsoft.AspNetCore.Server.Kestrel"] = LogLevel.Warning,
        ["Yarp.ReverseProxy.Management.ProxyConfigManager"] = LogLevel.Error,
    };

    public static bool MayWrite(string? category, LogLevel level, LogLevel configured) =>
        category is not null
        && level >= configured
        && (category.StartsWith(Ours, StringComparison.Ordinal) || (Heard.TryGetValue(category, out var least) && level >= least));
}
