using System.Diagnostics.CodeAnalysis;

namespace Gateway.Transforms.Validation.Patterns;

/// <summary>The patterns of one schema: those that are equal are compiled once, and all of them together are bounded.</summary>
internal sealed class SchemaPatterns
{
    private readonly PatternBudget _budget = new();
    private readonly Dictionary<string, TextPattern> _known = new(StringComparer.Ordinal);

    /// <inheritdoc cref="TextPattern.TryCreate"/>
    public bool TryGet(string pattern, [NotNullWhen(true)] out TextPattern? compiled, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        if (_known.TryGetValue(pattern, out compiled))
        {
            return true;
        }

        if (!TextPattern.TryCreate(pattern, _budget, out compiled, out problem))
        {
            return false;
        }

        _known.Add(pattern, compiled);
        return true;
    }
}
