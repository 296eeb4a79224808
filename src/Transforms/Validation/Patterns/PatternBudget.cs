namespace Gateway.Transforms.Validation.Patterns;

/// <summary>What the patterns of one schema may take together, however many there are: each is bounded by itself, but their number is not.</summary>
internal sealed class PatternBudget
{
    /// <summary>Steps that are looked at, and written, while looking for tables, and entries of these: half a second, and 32 MiB of tables at the very most.</summary>
    private const int MaxSearch = 1 << 24;

    /// <summary>Bytes of steps and classes: room for the largest pattern there may be, and for many others.</summary>
    private const int MaxKept = 1 << 25;

    private long _search = MaxSearch;
    private long _kept = MaxKept;

    /// <summary>Why no further pattern can be run, once too much is kept.</summary>
    public string? Problem => _kept < 0
        ? $"The schema's patterns take more than {MaxKept >> 20} MiB together once their counted repetitions are written out; write smaller bounds, or use minLength and maxLength."
        : null;

    /// <summary>The steps that looking for a further table may take; none, and it is not looked for.</summary>
    public long Search => Math.Max(_search, 0);

    public void SpendSearch(long steps) => _search -= steps;

    public void Keep(long bytes) => _kept -= bytes;
}
