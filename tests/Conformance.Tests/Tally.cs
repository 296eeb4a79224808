namespace Gateway.Conformance.Tests;

/// <summary>Counts the cases of one suite and remembers those that went wrong; an exception is a case that went wrong.</summary>
internal sealed class Tally
{
    private readonly List<string> _failures = [];
    private int _cases;

    public void Check(string name, Func<bool> isRight)
    {
        _cases++;
        if (Record.Exception(() =>
        {
            if (!isRight())
            {
                _failures.Add(name);
            }
        }) is { } exception)
        {
            _failures.Add($"{name}: {exception.GetType().Name}");
        }
    }

    /// <summary>Takes over what another has counted.</summary>
    public void Add(Tally other)
    {
        _cases += other._cases;
        _failures.AddRange(other._failures);
    }

    /// <summary>Prints the count and fails unless every one of at least <paramref name="least"/> cases was right.</summary>
    public void Report(ITestOutputHelper output, string what, int least) => Report(output, what, least, new Dictionary<string, string>());

    /// <summary>As above, where some cases are known to go wrong: those, and no others, do.</summary>
    /// <param name="output">Gets the count and each known miss with its reason.</param>
    /// <param name="what">What was counted.</param>
    /// <param name="least">How many cases there are known to be.</param>
    /// <param name="misses">The cases known to go wrong, and why.</param>
    public void Report(ITestOutputHelper output, string what, int least, IReadOnlyDictionary<string, string> misses)
    {
        output.WriteLine($"{what}: {this}");
        foreach (var (name, reason) in misses)
        {
            output.WriteLine($"missed: {name}: {reason}");
        }

        _failures.Except(misses.Keys, StringComparer.Ordinal).ShouldBeEmpty("cases went wrong");
        misses.Keys.Except(_failures, StringComparer.Ordinal).ShouldBeEmpty("cases that are listed as missed went right; take them off the list");
        _cases.ShouldBeGreaterThanOrEqualTo(least, "the suite has fewer cases than it is known to have");
    }

    public override string ToString() => $"{_cases - _failures.Count} of {_cases}";
}
