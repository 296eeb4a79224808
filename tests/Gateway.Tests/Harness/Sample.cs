namespace Gateway.Tests.Harness;

/// <summary>One line of a scrape: a series and its value.</summary>
public sealed record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value)
{
    public override string ToString() => $"{Name}{{{string.Join(',', Labels.Select(static label => $"{label.Key}={label.Value}"))}}} {Value}";
}
