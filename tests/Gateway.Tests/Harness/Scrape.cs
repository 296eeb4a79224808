using System.Globalization;
using System.Text.RegularExpressions;

namespace Gateway.Tests.Harness;

/// <summary>What <c>/metrics</c> said, read without any of the gateway's code. A line that is not of the format fails the test.</summary>
public sealed partial class Scrape
{
    private Scrape(string text)
    {
        Text = text;
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                var words = line.Split(' ');
                Types.Add(words[2], words[3]);
            }
            else if (!line.StartsWith('#'))
            {
                Samples.Add(Parse(line));
            }
        }
    }

    public string Text { get; }

    public List<Sample> Samples { get; } = [];

    /// <summary>The kind of each family.</summary>
    public Dictionary<string, string> Types { get; } = new(StringComparer.Ordinal);

    public static async Task<Scrape> ReadAsync(RunningGateway gateway, string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway.ManagementAddress, "/metrics"));
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        using var response = await gateway.Client.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return Of(await response.Content.ReadAsStringAsync());
    }

    /// <summary>Scrapes until a series has this value: a request is counted after its answer was sent.</summary>
    public static async Task<Scrape> UntilAsync(RunningGateway gateway, double value, string name, params (string Name, string Value)[] labels)
    {
        var scrape = await ReadAsync(gateway);
        await Eventually.TrueAsync(
            async () =>
            {
                scrape = await ReadAsync(gateway);
                return scrape.Find(name, labels) == value;
            },
            () => $"{name} {string.Join(' ', labels)} is not {value} but {scrape.Find(name, labels)} in\n{scrape.Text}");
        return scrape;
    }

    public static Scrape Of(string text) => new(text);

    /// <summary>The value of the one series of this name whose labels are exactly these; null if there is none.</summary>
    public double? Find(string name, params (string Name, string Value)[] labels) => Samples
        .SingleOrDefault(sample => sample.Name == name
            && sample.Labels.Count == labels.Length
            && labels.All(label => sample.Labels.TryGetValue(label.Name, out var value) && value == label.Value))
        ?.Value;

    private static Sample Parse(string line)
    {
        var match = SamplePattern().Match(line);
        match.Success.ShouldBeTrue($"not a sample: {line}");
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Match label in LabelPattern().Matches(match.Groups["labels"].Value))
        {
            labels.Add(label.Groups["name"].Value, Unescape(label.Groups["value"].Value));
        }

        return new Sample(match.Groups["name"].Value, labels, ParseNumber(match.Groups["value"].Value));
    }

    private static string Unescape(string text) =>
        EscapePattern().Replace(text, static escape => escape.Value == "\\n" ? "\n" : escape.Value[1..]);

    private static double ParseNumber(string text) => text switch
    {
        "NaN" => double.NaN,
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>([a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\[\\"n])*",?)+)\})? (?<value>\S+)$""", RegexOptions.ExplicitCapture)]
    private static partial Regex SamplePattern();

    [GeneratedRegex("""(?<name>[a-zA-Z_][a-zA-Z0-9_]*)="(?<value>([^"\\]|\\[\\"n])*)",?""", RegexOptions.ExplicitCapture)]
    private static partial Regex LabelPattern();

    [GeneratedRegex("""\\[\\"n]""")]
    private static partial Regex EscapePattern();
}
