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

    /// <summary>
    /// The files that hold secrets. A value that changes is no other configuration; but where a configuration was refused, a value may be what was wrong with it.
    /// </summary>
    public IReadOnlyList<WatchedFile> SecretFiles { get; init; } = [];

    /// <summary>Whether stores were asked for some of its secrets: what they have decides too whether it is good, and may be another the next time, though no file changes.</summary>
    public bool AsksStores { get; init; }

    /// <summary>What can be told of the secrets, whether or not there is a configuration.</summary>
    public IReadOnlyList<SecretStatus> SecretStatuses { get; init; } = [];
}
