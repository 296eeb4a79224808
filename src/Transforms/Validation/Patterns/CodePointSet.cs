using System.Globalization;
using System.Text;

namespace Gateway.Transforms.Validation.Patterns;

/// <summary>
/// A set of Unicode code points, to be written as a .NET expression. .NET matches UTF-16 units where ECMA-262 with its flag <c>u</c> matches
/// code points, so what lies beyond the Basic Multilingual Plane is written as pairs of surrogates, and half of a pair matches nothing.
/// </summary>
internal sealed class CodePointSet
{
    /// <summary>
    /// What stands for a line feed in the text that is matched: two high surrogates, which no text of Unicode holds in a row. An engine without
    /// backtracking treats a line feed at the end of a text apart from all others, and with many classes, as \p{L} makes them, does not see it.
    /// </summary>
    public const string LineFeed = "\uD800\uDBFF";

    private const string LineFeedPattern = @"\uD800\uDBFF";

    private const int LastCodePoint = 0x10FFFF;
    private const int LastOfPlane = 0xFFFF;
    private const int FirstSurrogate = 0xD800;
    private const int LastSurrogate = 0xDFFF;
    private const int FirstLowSurrogate = 0xDC00;
    private const int BlockSize = 0x400;

    private readonly List<(int First, int Last)> _ranges = [];

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
        foreach (var (first, last) in Merged())
        {
            if (first > next)
            {
                complement.Add(next, first - 1);
            }

            next = last + 1;
        }

        return next <= LastCodePoint ? complement.Add(next, LastCodePoint) : complement;
    }

    /// <summary>Writes an expression that matches exactly one code point of the set.</summary>
    public void WriteTo(StringBuilder pattern)
    {
        var units = new StringBuilder();
        var blocks = new SortedDictionary<int, StringBuilder>();
        var hasLineFeed = false;
        foreach (var (first, last) in Merged())
        {
            hasLineFeed |= first <= '\n' && last >= '\n';
            AppendRange(units, first, Math.Min(last, '\n' - 1));
            AppendRange(units, Math.Max(first, '\n' + 1), Math.Min(last, FirstSurrogate - 1));
            AppendRange(units, Math.Max(first, LastSurrogate + 1), Math.Min(last, LastOfPlane));
            AddPairs(blocks, Math.Max(first, LastOfPlane + 1), last);
        }

        if (blocks.Count == 0 && !hasLineFeed)
        {
            // An empty class is no syntax in .NET; the complement of everything is.
            pattern.Append(units.Length == 0 ? @"[^\u0000-\uFFFF]" : $"[{units}]");
            return;
        }

        // Blocks alike become one alternative: an engine without backtracking pays for every class that differs.
        var lineFeed = hasLineFeed ? [LineFeedPattern] : Enumerable.Empty<string>();
        var alternatives = blocks
            .GroupBy(block => block.Value.ToString(), block => block.Key, StringComparer.Ordinal)
            .Select(group => $"[{HighSurrogates(group)}][{group.Key}]")
            .Concat(lineFeed);
        pattern.Append("(?:");
        if (units.Length > 0)
        {
            pattern.Append('[').Append(units).Append("]|");
        }

        pattern.AppendJoin('|', alternatives).Append(')');
    }

    /// <summary>Adds what a range covers of each block of 1,024 code points, which share a high surrogate.</summary>
    private static void AddPairs(SortedDictionary<int, StringBuilder> blocks, int first, int last)
    {
        while (first <= last)
        {
            var offset = (first - LastOfPlane - 1) & (BlockSize - 1);
            var end = Math.Min(last, first + BlockSize - 1 - offset);
            var high = FirstSurrogate + ((first - LastOfPlane - 1) / BlockSize);
            if (!blocks.TryGetValue(high, out var lows))
            {
                lows = new StringBuilder();
                blocks.Add(high, lows);
            }

            AppendRange(lows, FirstLowSurrogate + offset, FirstLowSurrogate + offset + end - first);
            first = end + 1;
        }
    }

    private static string HighSurrogates(IEnumerable<int> highs)
    {
        var set = new CodePointSet();
        foreach (var high in highs)
        {
            set.Add(high);
        }

        var text = new StringBuilder();
        foreach (var (first, last) in set.Merged())
        {
            AppendRange(text, first, last);
        }

        return text.ToString();
    }

    private static void AppendRange(StringBuilder text, int first, int last)
    {
        if (first > last)
        {
            return;
        }

        // Always escaped: no character then means anything but itself.
        text.Append(CultureInfo.InvariantCulture, $"\\u{first:X4}");
        if (last > first)
        {
            text.Append(CultureInfo.InvariantCulture, $"-\\u{last:X4}");
        }
    }

    private List<(int First, int Last)> Merged()
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
