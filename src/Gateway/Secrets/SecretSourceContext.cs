namespace Gateway.Secrets;

/// <summary>What a source may need from its surroundings.</summary>
/// <param name="BaseDirectory">The directory that relative paths are relative to.</param>
/// <param name="Environment">The environment variables.</param>
/// <param name="AllowLiteral">Whether a secret may stand in the configuration itself.</param>
/// <param name="Problems">Gets what is wrong with the section.</param>
internal sealed record SecretSourceContext(
    string BaseDirectory,
    IReadOnlyDictionary<string, string> Environment,
    bool AllowLiteral,
    Configuration.Reading.ProblemList Problems);
