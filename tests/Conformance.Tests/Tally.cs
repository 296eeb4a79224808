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

    /// <summary>Prints the count and fails unless every one of at least <paramref name="least"/> cases was right.</summary>
    public void Report(ITestOutputHelper output, string what, int least)
    {
        output.WriteLine($"{what}: {_cases - _failures.Count} of {_cases}");

        _failures.ShouldBeEmpty();
        _cases.ShouldBeGreaterThanOrEqualTo(least, "the suite has fewer cases than it is known to have");
    }
}
