using Gateway.Transforms.Json;

namespace Gateway.Transforms.Envelopes.Fields;

/// <summary>
/// Which mappings a route can have. Every rule holds for both directions: what is sealed here is opened by the same mappings, on the way back
/// or at the receiver's.
/// </summary>
internal static class FieldMappingRules
{
    public const int MostMappings = 64;

    /// <summary>Looks for what is wrong with the mappings.</summary>
    /// <returns>Null, or what is wrong and what to write instead.</returns>
    public static string? FindProblem(IReadOnlyList<FieldMapping> mappings)
    {
        if (mappings.Count is 0 or > MostMappings)
        {
            return mappings.Count == 0
                ? "no field is named: name one, or let the envelope seal the whole body"
                : $"{mappings.Count} fields are named, and a route takes {MostMappings}: name the objects that hold them, or let the envelope seal the whole body";
        }

        for (var i = 0; i < mappings.Count; i++)
        {
            if (FindProblem(mappings[i].From, mappings[i].To) is { } problem)
            {
                return $"{mappings[i].From} to {mappings[i].To}: {problem}";
            }

            for (var j = 0; j < i; j++)
            {
                if (FindOverlap(mappings[j], mappings[i]) is var (one, other))
                {
                    return $"two fields overlap: {one} and {other} are the same place, or one is inside the other; name each place once";
                }
            }
        }

        return null;
    }

    private static string? FindProblem(FieldPath from, FieldPath to)
    {
        if (from.Segments.Count == 0 || to.Segments.Count == 0)
        {
            return "$ is the whole body, and not a field: name fields on both sides, or let the envelope seal the whole body and place the result by its template";
        }

        var scope = ScopeOf(from);
        var shared = SharedSteps(from, to);
        if (scope != ScopeOf(to) || shared < scope)
        {
            var longer = scope < ScopeOf(to) ? to : from;
            return "both paths must go through the same [*], so that the result of each element stays in that element: "
                + $"begin both with ${string.Concat(longer.Segments.Take(ScopeOf(longer)))}, and write no other [*]";
        }

        if (shared == from.Segments.Count && shared == to.Segments.Count)
        {
            return null;
        }

        if (shared == from.Segments.Count || shared == to.Segments.Count)
        {
            return $"one is inside the other: write {from} on both sides and let the template shape what stands there, or name a place outside";
        }

        if (from.Segments[^1].Name is null || to.Segments[^1].Name is null)
        {
            return "an element of an array is replaced where it stands, since taking it out would move the others: write the same path on both sides, or name the array";
        }

        return from.Segments[shared].Name is null != to.Segments[shared].Name is null
            ? $"${string.Concat(from.Segments.Take(shared))} is an object for one path and an array for the other, and cannot be both: write both alike"
            : null;
    }

    private static (FieldPath One, FieldPath Other)? FindOverlap(FieldMapping one, FieldMapping other)
    {
        foreach (var path in new[] { one.From, one.To })
        {
            foreach (var second in new[] { other.From, other.To })
            {
                if (Overlap(path, second))
                {
                    return (path, second);
                }
            }
        }

        return null;
    }

    private static bool Overlap(FieldPath one, FieldPath other) =>
        one.Segments.Zip(other.Segments).All(static step => step.First.Equals(step.Second) || IncludeEachOther(step.First, step.Second));

    private static bool IncludeEachOther(FieldPathSegment one, FieldPathSegment other) =>
        one.Name is null && other.Name is null && (IsAnyItem(one) || IsAnyItem(other));

    private static int SharedSteps(FieldPath one, FieldPath other) => one.Segments.Zip(other.Segments).TakeWhile(static step => step.First.Equals(step.Second)).Count();

    private static int ScopeOf(FieldPath path) => path.Segments.ToList().FindLastIndex(IsAnyItem) + 1;

    private static bool IsAnyItem(FieldPathSegment segment) => segment.Equals(FieldPathSegment.AnyItem);
}
