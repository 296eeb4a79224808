using Gateway.Configuration.Reading;
using Gateway.Transforms.Secrets;

namespace Gateway.Secrets;

/// <summary>The registration list of secret sources: what <c>Source</c> can name, and how each reads its own keys.</summary>
internal static class SecretSources
{
    public static readonly IReadOnlyDictionary<string, Func<SectionReader, SecretSourceContext, ISecretSource>> All =
        new Dictionary<string, Func<SectionReader, SecretSourceContext, ISecretSource>>(StringComparer.Ordinal)
        {
            ["env"] = EnvSecretSource.Read,
            ["file"] = FileSecretSource.Read,
            ["literal"] = LiteralSecretSource.Read,
        };
}
