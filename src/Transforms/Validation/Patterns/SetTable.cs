using System.Text;

namespace Gateway.Transforms.Validation.Patterns;

/// <summary>The sets of a pattern, each once.</summary>
internal sealed class SetTable
{
    /// <summary>An alphabet is as large as the number of sets times the number of their ranges.</summary>
    private const int MaxSets = 1_000;

    private readonly Dictionary<CodePointSet, int> _known = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, int> _indexes = new(StringComparer.Ordinal);
    private readonly List<IReadOnlyList<(int First, int Last)>> _sets = [];

    public IReadOnlyList<IReadOnlyList<(int First, int Last)>> Sets => _sets;

    public bool IsTooLarge => _sets.Count > MaxSets;

    public int IndexOf(CodePointSet set)
    {
        if (_known.TryGetValue(set, out var index))
        {
            return index;
        }

        var ranges = set.Ranges();
        var key = new StringBuilder();
        foreach (var (first, last) in ranges)
        {
            key.Append(first).Append('-').Append(last).Append(',');
        }

        if (!_indexes.TryGetValue(key.ToString(), out index))
        {
            index = _sets.Count;
            _indexes.Add(key.ToString(), index);
            _sets.Add(ranges);
        }

        _known.Add(set, index);
        return index;
    }
}
