using System.Text;
using Gateway.Configuration.Reading;
using Gateway.Transforms.Secrets;

namespace Gateway.Secrets;

/// <summary><c>Source: env</c>: the environment variable called <c>Name</c>.</summary>
internal sealed class EnvSecretSource(string variable, IReadOnlyDictionary<string, string> environment) : ISecretSource
{
    /// <summary>A longer one without an underscore is a key in hex or base32 as likely as a name.</summary>
    private const int LongestWord = 12;

    public static ISecretSource Read(SectionReader section, SecretSourceContext context)
    {
        var variable = section.RequiredText("Name");
        context.KeepIn(variable);
        return new EnvSecretSource(variable, context.Environment);
    }

    public ValueTask<SecretReading> ReadAsync(bool pastCaches, CancellationToken cancellationToken) =>
        ValueTask.FromResult(environment.TryGetValue(variable, out var value)
            ? SecretReading.Found(Encoding.UTF8.GetBytes(value))
            : SecretReading.Absent($"{Describe()} is not set"));

    /// <summary>The name, if it looks like one by the custom of the trade: someone may have written the secret in its place.</summary>
    private string Describe() =>
        (variable.Length <= LongestWord || variable.Contains('_', StringComparison.Ordinal)) && variable.All(static c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_') ? $"environment variable {variable}" : "the environment variable";
}
