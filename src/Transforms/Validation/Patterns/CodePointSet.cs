using System.Globalization;
using System.Text;

namespace Gateway.Transforms.Validation.Patterns;

/// <summary>
/// A set of Unicode code points, to be written as a .NET expression. .NET matches UTF-16 units where ECMA-262 with its flag <c>u</c> matches
/// code points, so what lies beyond the Basic Multilingual Plane is written as pairs of surrogates, and half of a pair matches nothing.
/// </summary>
internal sealed class CodePointSet
{
    private const int LastCodePoint = 0x10FFFF;
    private const int LastOfPlane = 0xFFFF;
    private const int FirstSurrogate = 0xD800;
    private const int LastSurrogate = 0xDFFF;
    private const int FirstLowSurrogate = 0xDC00;

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
        var pairs = new List<string>();
        foreach (var (first, last) in Merged())
        {
            AppendRange(units, first, Math.Min(last, FirstSurrogate - 1));
            AppendRange(units, Math.Max(first, LastSurrogate + 1), Math.Min(last, LastOfPlane));
            AddPairs(pairs, Math.Max(first, LastOfPlane + 1), last);
        }

        if (pairs.Count == 0)
        {
            // An empty class is no syntax in .NET; the complement of everything is.
            pattern.Append(units.Length == 0 ? @"[^\u0000-\uFFFF]" : $"[{units}]");
            return;
        }

        pattern.Append("(?:");
        if (units.Length > 0)
        {
            pattern.Append('[').Append(units).Append("]|");
        }

        pattern.AppendJoin('|', pairs).Append(')');
    }

    private static void AddPairs(List<string> pairs, int first, int last)
    {
        while (first <= last)
        {
            // Runs of whole blocks of 1,024, which share a high surrogate, become one alternative; what is left before or after, one each.
            var block = (first - LastOfPlane - 1) >> 10;
            var offset = (first - LastOfPlane - 1) & 0x3FF;
            var blocks = offset == 0 ? (last - first + 1) >> 10 : 0;
            var end = blocks > 0 ? first + (blocks << 10) - 1 : Math.Min(last, first + 0x3FF - offset);
            var lowEnd = (end - LastOfPlane - 1) & 0x3FF;

            var pair = new StringBuilder("[");
            AppendRange(pair, FirstSurrogate + block, FirstSurrogate + block + Math.Max(blocks, 1) - 1);
            pair.Append("][");
            AppendRange(pair, FirstLowSurrogate + offset, FirstLowSurrogate + lowEnd);
            pairs.Add(pair.Append(']').ToString());
            first = end + 1;
        }
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
