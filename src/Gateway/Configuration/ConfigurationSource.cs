namespace Gateway.Configuration;

/// <summary>Where the configuration comes from.</summary>
/// <param name="Path">The file.</param>
/// <param name="Settings">The values of <c>--set</c>.</param>
/// <param name="Environment">The environment variables.</param>
internal sealed record ConfigurationSource(string Path, IReadOnlyList<string> Settings, IReadOnlyDictionary<string, string> Environment);
