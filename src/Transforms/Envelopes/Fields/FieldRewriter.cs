using Gateway.Transforms.Buffers;
using Gateway.Transforms.Json;

namespace Gateway.Transforms.Envelopes.Fields;

/// <summary>
/// Replaces fields of a JSON body, and moves them where their results belong; what no path names is copied as it was received. Compiled once.
/// Immutable and thread-safe.
/// </summary>
internal sealed class FieldRewriter
{
    private readonly FieldRule[] _rules;
    private readonly bool _skipsMissing;

    private FieldRewriter(FieldRule[] rules, bool skipsMissing)
    {
        _rules = rules;
        _skipsMissing = skipsMissing;
    }

    /// <summary>Compiles <paramref name="mappings"/>.</summary>
    /// <param name="mappings">The fields; no two may overlap, and what can be sealed must be able to be opened.</param>
    /// <param name="direction">Which way they are gone; whether they are accepted does not depend on it.</param>
    /// <param name="skipMissing">Whether a body without one of the fields is rewritten without it; otherwise it is <see cref="FieldFault.Missing"/>.</param>
    /// <param name="rewriter">The rewriter; null when there is a problem.</param>
    /// <returns>Null, or what is wrong and what to write instead.</returns>
    public static string? TryCompile(IReadOnlyList<FieldMapping> mappings, KeyUse direction, bool skipMissing, out FieldRewriter? rewriter)
    {
        rewriter = null;
        if (FieldMappingRules.FindProblem(mappings) is { } problem)
        {
            return problem;
        }

        var rules = new List<FieldRule>(mappings.Count);
        for (var i = 0; i < mappings.Count; i++)
        {
            var (from, to) = mappings[i];
            var rule = direction == KeyUse.Seal ? new FieldRule(i, from, to) : new FieldRule(i, to, from);
            rules.Insert(PositionOf(rule, rules), rule);
        }

        rewriter = new FieldRewriter([.. rules], skipMissing);
        return null;
    }

    /// <summary>Writes <paramref name="body"/> with its fields replaced.</summary>
    /// <param name="body">The body as it was received.</param>
    /// <param name="transform">Makes the replacements; it is asked only when all fields are found and all results have a place, in the order in which those are written.</param>
    /// <param name="destination">Where the rewritten body is appended; meaningless after a fault.</param>
    /// <returns><see cref="FieldFault.None"/>, or the first reason that is found why not.</returns>
    public FieldFault Rewrite(JsonTape body, IFieldTransform transform, PooledBuffer destination)
    {
        var edits = new FieldEdits();
        try
        {
            var locator = new FieldLocator(body, _skipsMissing, ref edits);
            for (var i = 0; i < _rules.Length; i++)
            {
                if (locator.Locate(_rules[i], i) is not FieldFault.None and var fault)
                {
                    return fault;
                }
            }

            var writer = new FieldWriter(body, _rules, transform, destination);
            return writer.Write(edits.InOrder());
        }
        finally
        {
            edits.Dispose();
        }
    }

    /// <summary>
    /// Where a rule goes among those before it: after the last of those whose results stand nearest to its own. Results that go into the same
    /// new object are then neighbours, and everything else keeps the order of the mappings.
    /// </summary>
    private static int PositionOf(FieldRule rule, List<FieldRule> rules)
    {
        var position = rules.Count;
        var nearest = 0;
        for (var i = 0; i < rules.Count; i++)
        {
            var shared = SharedSteps(rule.To, rules[i].To);
            if (shared > 0 && shared >= nearest)
            {
                nearest = shared;
                position = i + 1;
            }
        }

        return position;
    }

    /// <summary>An element and every element count as one: in a body they may be the same.</summary>
    private static int SharedSteps(ReadOnlySpan<FieldPathSegment> one, ReadOnlySpan<FieldPathSegment> other)
    {
        var shared = 0;
        while (shared < one.Length && shared < other.Length && string.Equals(one[shared].Name, other[shared].Name, StringComparison.Ordinal))
        {
            shared++;
        }

        return shared;
    }
}
