namespace Gateway.Transforms.Envelopes;

/// <summary>Settings whose value is one of a few names.</summary>
internal static class Choice
{
    /// <summary>The chosen name.</summary>
    /// <param name="said">What was said; null for the default.</param>
    /// <param name="known">The names; the first is the default.</param>
    /// <param name="setting">The setting's name.</param>
    /// <param name="report">Told when the name is not known.</param>
    /// <returns>Null when it is not known.</returns>
    public static string? Of(string? said, IReadOnlyList<string> known, string setting, Action<string, string> report)
    {
        if (said is null || known.Contains(said))
        {
            return said ?? known[0];
        }

        report(setting, $"'{said}' is not known here; known are {string.Join(", ", known)}");
        return null;
    }
}
