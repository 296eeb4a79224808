using Gateway.Configuration.Compiling;
using Gateway.Configuration.Reading;
using Gateway.Transforms.Secrets;

namespace Gateway.Secrets;

/// <summary>What the secrets of one configuration have in common.</summary>
/// <param name="BaseDirectory">The directory that relative paths are relative to.</param>
/// <param name="Environment">The environment variables.</param>
/// <param name="AllowLiteral">Whether a secret may stand in the configuration itself.</param>
/// <param name="Files">Reads files that are part of the configuration.</param>
/// <param name="Clock">The time.</param>
/// <param name="Problems">Gets everything that is wrong.</param>
internal sealed record SecretSurroundings(
    string BaseDirectory,
    IReadOnlyDictionary<string, string> Environment,
    bool AllowLiteral,
    FileReader Files,
    TimeProvider Clock,
    ProblemList Problems)
{
    /// <summary>The stores under <c>SecretStores</c>.</summary>
    public RemoteStores Stores { get; } = new();

    /// <summary>Every secret that another one is read with, and where it is named.</summary>
    public ICollection<(KeyPath At, SecretReference Reference)> References { get; } = [];

    /// <summary>The environment variables that secrets are kept in.</summary>
    public ISet<string> SecretVariables { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Every environment variable that a program is given, and where that is asked for.</summary>
    public ICollection<(KeyPath At, string Variable)> PassedVariables { get; } = [];
}
