using System.ComponentModel;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Deployment;

/// <summary>The samples for Kubernetes and Compose, and the image that they run, as tests read them.</summary>
internal static partial class Samples
{
    /// <summary>The user that Microsoft's images define as <c>APP_UID</c>.</summary>
    public const int ImageUser = 1654;

    /// <summary>From the signal to the end at the latest, by default: <c>Shutdown.Timeout</c>, or the grace and the timeout one after the other.</summary>
    public const int LongestStopSeconds = 30;

    private static readonly string Tool = Path.Combine(Repository.Root, "tests", "Deployment");

    private static readonly string Dockerfile = File.ReadAllText(Path.Combine(Repository.Root, "Dockerfile"));

    public static string PathOf(params string[] parts) => Path.Combine([Repository.Root, "config", .. parts]);

    /// <summary>What the sample check says of a file; nothing when it fits.</summary>
    public static async Task<string> FindUnfitAsync(string kind, string path) => (await RunAsync(kind, path)).Output.Trim();

    /// <summary>The documents of a YAML file.</summary>
    public static async Task<IReadOnlyList<JsonElement>> ReadAsync(string path)
    {
        var run = await RunAsync("json", path);
        run.ExitCode.ShouldBe(0, run.Output);
        return [.. JsonDocument.Parse(run.Output).RootElement.EnumerateArray()];
    }

    /// <summary>The arguments of an instruction of the image in its exec form: the one form that needs no shell.</summary>
    public static string[] InstructionOf(string name)
    {
        var found = Dockerfile.Split('\n').Last(line => line.StartsWith($"{name} ", StringComparison.Ordinal));
        return JsonSerializer.Deserialize<string[]>(found[found.IndexOf('[', StringComparison.Ordinal)..])!;
    }

    /// <summary>What follows an instruction of the image's last stage.</summary>
    public static IEnumerable<string> LinesOf(string name) =>
        Dockerfile[Dockerfile.LastIndexOf("\nFROM ", StringComparison.Ordinal)..].Split('\n')
            .Where(line => line.StartsWith($"{name} ", StringComparison.Ordinal))
            .Select(line => line[(name.Length + 1)..]);

    /// <summary>The configuration without its comments and trailing commas.</summary>
    public static JsonElement ParseConfiguration(string text) =>
        JsonDocument.Parse(text, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }).RootElement;

    /// <summary>Seconds of a duration such as <c>35s</c>.</summary>
    public static int SecondsOf(string duration) => int.Parse(DurationPattern().Match(duration).Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<ProcessRun> RunAsync(string command, string path)
    {
        Assert.SkipUnless(Directory.Exists(Path.Combine(Tool, "node_modules")), "What the samples are checked against is not installed: npm ci, in tests/Deployment");
        try
        {
            return await ProcessRun.RunAsync("node", Path.Combine(Tool, "samples.mjs"), command, path);
        }
        catch (Win32Exception)
        {
            Assert.Skip("Node.js is not installed: it reads the samples");
            throw;
        }
    }

    [GeneratedRegex("^([0-9]+)s$")]
    private static partial Regex DurationPattern();
}
