using System.Diagnostics.CodeAnalysis;

namespace Gateway.Transforms.Validation.Patterns;

/// <summary>A pattern of a schema. What it takes to match a text is counted, and ends where the allowance does: no body can make it slow.</summary>
internal sealed class TextPattern
{
    /// <summary>Compiling takes time in proportion to a pattern, and memory many times its length.</summary>
    public const int MaxPattern = 10_000;

    private readonly PatternMatcher _matcher;
    private readonly (PatternMatcher Matcher, bool IsRefused)[] _conditions;

    private TextPattern(PatternMatcher matcher, (PatternMatcher Matcher, bool IsRefused)[] conditions)
    {
        _matcher = matcher;
        _conditions = conditions;
    }

    /// <summary>Compiles a pattern, or says why it cannot be run and what to do about it.</summary>
    public static bool TryCreate(
        string pattern,
        PatternBudget budget,
        [NotNullWhen(true)] out TextPattern? compiled,
        [NotNullWhen(false)] out string? problem)
    {
        compiled = null;
        problem = budget.Problem;
        if (problem is not null)
        {
            return false;
        }

        if (pattern.Length > MaxPattern)
        {
            problem = $"The pattern is longer than {MaxPattern} characters; use enum for a list of words, or several patterns.";
            return false;
        }

        var translation = PatternTranslator.Translate(pattern);
        problem = translation.Problem;
        if (translation.Pattern is null)
        {
            problem ??= string.Empty;
            return false;
        }

        // Equal lookaheads say nothing more, but each would be matched.
        compiled = Compile(translation.Pattern, [.. translation.Conditions.DistinctBy(static condition => (condition.Source, condition.IsRefused))], budget);
        problem = compiled is null
            ? budget.Problem ?? "The pattern is too large once its counted repetitions are written out; split it into several."
            : null;
        return compiled is not null;
    }

    /// <summary>Whether a text matches. Where <paramref name="allowance"/>, in steps, falls below zero, it was given up and the answer says nothing.</summary>
    public bool IsMatch(ReadOnlySpan<byte> utf8, ref long allowance)
    {
        foreach (var (matcher, isRefused) in _conditions)
        {
            if (matcher.IsMatch(utf8, ref allowance) == isRefused || allowance < 0)
            {
                return false;
            }
        }

        return _matcher.IsMatch(utf8, ref allowance);
    }

    private static TextPattern? Compile(PatternNode pattern, IReadOnlyList<PatternCondition> conditions, PatternBudget budget)
    {
        var matchers = new (PatternMatcher Matcher, bool IsRefused)[conditions.Count];
        for (var i = 0; i < matchers.Length; i++)
        {
            if (PatternMatcher.Of(conditions[i].Pattern, budget) is not { } condition)
            {
                return null;
            }

            matchers[i] = (condition, conditions[i].IsRefused);
        }

        return PatternMatcher.Of(pattern, budget) is { } matcher ? new TextPattern(matcher, matchers) : null;
    }
}
