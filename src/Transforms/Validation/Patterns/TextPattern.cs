using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;

namespace Gateway.Transforms.Validation.Patterns;

/// <summary>A pattern of a schema, run in time linear in the text: no body can make it slow.</summary>
internal sealed class TextPattern
{
    private const int StackChars = 256;

    /// <summary>Building an automaton takes time that grows faster than its pattern.</summary>
    public const int MaxPattern = 10_000;

    private readonly Regex _regex;
    private readonly (Regex Regex, bool IsRefused)[] _conditions;

    private TextPattern(Regex regex, (Regex Regex, bool IsRefused)[] conditions)
    {
        _regex = regex;
        _conditions = conditions;
    }

    public static bool TryCreate(string pattern, [NotNullWhen(true)] out TextPattern? compiled, [NotNullWhen(false)] out string? problem)
    {
        compiled = null;
        if (pattern.Length > MaxPattern)
        {
            problem = $"The pattern is longer than {MaxPattern} characters; use enum for a list of words, or several patterns.";
            return false;
        }

        var translation = PatternTranslator.Translate(pattern);
        problem = translation.Problem;
        if (translation.Expression is null)
        {
            problem ??= string.Empty;
            return false;
        }

        try
        {
            compiled = new TextPattern(
                Build(translation.Expression),
                [.. translation.Conditions.Select(static condition => (Build(condition.Expression), condition.IsRefused))]);
            problem = null;
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException or InsufficientExecutionStackException)
        {
            problem = "The pattern is too large to be run without backtracking; split it into several.";
            return false;
        }
    }

    public bool IsMatch(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Contains((byte)'\n'))
        {
            return IsMatchOfLines(utf8);
        }

        if (utf8.Length <= StackChars)
        {
            Span<char> chars = stackalloc char[StackChars];
            return IsMatch(chars[..Encoding.UTF8.GetChars(utf8, chars)]);
        }

        var rented = ArrayPool<char>.Shared.Rent(utf8.Length);
        var length = Encoding.UTF8.GetChars(utf8, rented);
        var isMatch = IsMatch(rented.AsSpan(0, length));
        rented.AsSpan(0, length).Clear();
        ArrayPool<char>.Shared.Return(rented);
        return isMatch;
    }

    /// <summary>A line feed is written as two chars (<see cref="CodePointSet.LineFeed"/>); no other byte becomes more than one.</summary>
    private bool IsMatchOfLines(ReadOnlySpan<byte> utf8)
    {
        var rented = ArrayPool<char>.Shared.Rent(utf8.Length + utf8.Count((byte)'\n'));
        var length = 0;
        for (var lineFeed = utf8.IndexOf((byte)'\n'); lineFeed >= 0; lineFeed = utf8.IndexOf((byte)'\n'))
        {
            length += Encoding.UTF8.GetChars(utf8[..lineFeed], rented.AsSpan(length));
            CodePointSet.LineFeed.CopyTo(rented.AsSpan(length));
            length += CodePointSet.LineFeed.Length;
            utf8 = utf8[(lineFeed + 1)..];
        }

        length += Encoding.UTF8.GetChars(utf8, rented.AsSpan(length));
        var isMatch = IsMatch(rented.AsSpan(0, length));
        rented.AsSpan(0, length).Clear();
        ArrayPool<char>.Shared.Return(rented);
        return isMatch;
    }

    private static Regex Build(string expression) => new(expression, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    private bool IsMatch(ReadOnlySpan<char> text)
    {
        foreach (var (regex, isRefused) in _conditions)
        {
            if (regex.IsMatch(text) == isRefused)
            {
                return false;
            }
        }

        return _regex.IsMatch(text);
    }
}
