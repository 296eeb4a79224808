using System.Text.RegularExpressions;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Secrets;

/// <summary>The page of docs/secrets that describes a source: its examples, as whoever copies them has them.</summary>
internal static partial class SecretPage
{
    /// <summary>The configurations of a page.</summary>
    public static IReadOnlyList<string> Configurations(string source) => [.. Blocks(source, "json").Select(static block => $"{{ {block} }}")];

    /// <summary>The programs of a page.</summary>
    public static IReadOnlyList<string> Programs(string source) => Blocks(source, "sh");

    private static List<string> Blocks(string source, string language) =>
        [.. from block in BlockPattern().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "secrets", $"{source}.md")))
            where block.Groups[1].Value == language
            select block.Groups[2].Value];

    [GeneratedRegex(@"^```(\w+)\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex BlockPattern();
}
