using Gateway.Configuration.Compiling;
using Gateway.Configuration.Reading;
using Gateway.Transforms.Secrets;

namespace Gateway.Configuration;

/// <summary>What came of reading a configuration.</summary>
/// <param name="Generation">The configuration; null when it has errors.</param>
/// <param name="Problems">All errors and warnings.</param>
/// <param name="Files">The files that were read or looked for: a change of one is worth another try, whatever came of this one.</param>
internal sealed record ConfigurationResult(
    ConfigurationGeneration? Generation,
    IReadOnlyList<ConfigurationProblem> Problems,
    IReadOnlyCollection<WatchedFile> Files)
{
    /// <summary>Whether there was no configuration to be read at its path: perhaps another one was meant.</summary>
    public bool FoundNothing { get; init; }

    /// <summary>The secrets that could not be read.</summary>
    public IReadOnlyList<SecretFailure> SecretFailures { get; init; } = [];
}
