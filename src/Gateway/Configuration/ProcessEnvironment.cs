using System.Collections;

namespace Gateway.Configuration;

/// <summary>The environment variables of this process: the one place that reads them, so that tests can pass their own.</summary>
internal static class ProcessEnvironment
{
    /// <summary>All variables, by their exact names.</summary>
    public static IReadOnlyDictionary<string, string> Read()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
#pragma warning disable RS0030 // The place that the ban points to.
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
#pragma warning restore RS0030
        {
            variables[(string)variable.Key] = (string?)variable.Value ?? string.Empty;
        }

        return variables;
    }
}
