namespace Gateway.Configuration.Reading;

/// <summary>Reports the values of one section that are not what its reader wants, and gives what is to be used instead.</summary>
/// <param name="section">The section's path.</param>
/// <param name="problems">Gets what is wrong.</param>
/// <param name="isSensitive">Whether the section's values may be secrets by someone's mistake: then no message repeats them.</param>
internal sealed class ValueRefusals(KeyPath section, ProblemList problems, bool isSensitive)
{
    private const int LongestRepeated = 40;

    public bool IsSensitive => isSensitive;

    /// <summary>A value of the wrong kind is not repeated: it may be a secret that someone wrote where its name or its source belongs.</summary>
    public T WrongKind<T>(string key, ConfigurationNode found, string wanted, T otherwise) => Report(key, wanted, found.Kind, otherwise);

    /// <summary>A value of the right kind that is not acceptable.</summary>
    public T WrongValue<T>(string key, ConfigurationNode found, string wanted, T otherwise) => Report(key, wanted, Describe(found), otherwise);

    /// <inheritdoc cref="WrongValue{T}(string, ConfigurationNode, string, T)"/>
    public T WrongValue<T>(string key, string wanted, string found, T otherwise) => Report(key, wanted, found, otherwise);

    /// <summary>The value as a message may show it.</summary>
    public string Describe(ConfigurationNode found) => found switch
    {
        ScalarNode { Text.Length: 0 } => "an empty string",
        _ when isSensitive => $"{found.Kind} that is not one",
        ScalarNode { Scalar: ScalarKind.Text or ScalarKind.Untyped, Text.Length: <= LongestRepeated } scalar => $"'{scalar.Text}'",
        ScalarNode { Scalar: ScalarKind.Number or ScalarKind.Boolean, Text.Length: <= LongestRepeated } scalar => scalar.Text,
        _ => found.Kind,
    };

    private T Report<T>(string key, string wanted, string found, T otherwise)
    {
        problems.Error(section.Key(key), $"expected {wanted}, found {found}");
        return otherwise;
    }
}
