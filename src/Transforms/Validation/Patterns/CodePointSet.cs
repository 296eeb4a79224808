namespace Gateway.Transforms.Validation.Patterns;

/// <summary>A set of Unicode code points.</summary>
internal sealed class CodePointSet
{
    private const int LastCodePoint = 0x10FFFF;

    private readonly List<(int First, int Last)> _ranges = [];

    /// <summary>How many ranges were added; they may overlap.</summary>
    public int Count => _ranges.Count;

    public CodePointSet Add(int first, int last)
    {
        _ranges.Add((first, last));
        return this;
    }

    public CodePointSet Add(int codePoint) => Add(codePoint, codePoint);

    public CodePointSet Add(CodePointSet other)
    {
        _ranges.AddRange(other._ranges);
        return this;
    }

    public CodePointSet Complement()
    {
        var complement = new CodePointSet();
        var next = 0;
        foreach (var (first, last) in Ranges())
        {
            if (first > next)
            {
                complement.Add(next, first - 1);
            }

            next = last + 1;
        }

        return next <= LastCodePoint ? complement.Add(next, LastCodePoint) : complement;
    }

    /// <summary>The ranges of the set in order, none touching another.</summary>
    public IReadOnlyList<(int First, int Last)> Ranges()
    {
        var merged = new List<(int First, int Last)>();
        foreach (var (first, last) in _ranges.Order())
        {
            if (merged.Count > 0 && first <= merged[^1].Last + 1)
            {
                merged[^1] = (merged[^1].First, Math.Max(merged[^1].Last, last));
            }
            else
            {
                merged.Add((first, last));
            }
        }

        return merged;
    }
}
