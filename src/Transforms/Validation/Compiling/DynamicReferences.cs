using System.Collections.Frozen;
using Gateway.Transforms.Validation.Evaluating;
using Gateway.Transforms.Validation.Keywords;

namespace Gateway.Transforms.Validation.Compiling;

/// <summary>
/// The <c>$dynamicRef</c> of one compilation. Where one leads is known when all documents are: most have a single place to lead to, and are then as
/// cheap as a <c>$ref</c>; only for the others does evaluation keep account of the resources that it came through.
/// </summary>
internal sealed class DynamicReferences(CompileSession session)
{
    private readonly List<(SchemaValue From, SchemaValue Reference, ReferenceTarget Target, DynamicRefKeyword Keyword)> _references = [];

    public DynamicRefKeyword Add(SchemaValue from, SchemaValue reference, ReferenceTarget target)
    {
        var keyword = new DynamicRefKeyword(new Subschema("/$dynamicRef", target.Value.Node));
        _references.Add((from, reference, target, keyword));
        return keyword;
    }

    /// <summary>Has everything compiled that a reference may turn out to lead to.</summary>
    /// <returns>Whether there was something to compile, which may bring further references.</returns>
    public bool ReferToCandidates()
    {
        var found = false;
        foreach (var (resource, index) in FindCandidates().Values.SelectMany(static candidates => candidates))
        {
            var value = new SchemaValue(session, resource.Document, index, resource.Document.Places[index].Pointer);
            if (!value.Node.IsComplete)
            {
                session.Refer(value);
                found = true;
            }
        }

        return found;
    }

    /// <summary>To be called when everything that is referred to has been compiled.</summary>
    public void Link()
    {
        var candidates = FindCandidates();
        var maps = candidates
            .Where(static entry => entry.Value.Count > 1)
            .ToDictionary(
                static entry => entry.Key,
                static entry => entry.Value.ToFrozenDictionary(
                    static candidate => candidate.Resource.Number,
                    static candidate => new Subschema("/$dynamicRef", candidate.Resource.Document.NodeAt(candidate.Index))),
                StringComparer.Ordinal);
        foreach (var (from, reference, target, keyword) in _references)
        {
            if (DynamicAnchorOf(target) is { } anchor && maps.TryGetValue(anchor, out var byResource))
            {
                keyword.LeadBy(byResource);
            }
            else
            {
                session.Cycles.Add(from.Node, target.Value.Node, reference, isReference: true);
            }
        }

        var scoped = maps.Keys.SelectMany(anchor => candidates[anchor]).Select(static candidate => candidate.Resource).ToHashSet();
        foreach (var document in scoped.Select(static resource => resource.Document).Distinct())
        {
            foreach (var (index, place) in document.Places.Where(entry => scoped.Contains(entry.Value.Resource)))
            {
                document.NodeAt(index).EnterScope(place.Resource.Number);
            }
        }
    }

    /// <summary>The name by which a reference is dynamic; null where it is none in the place that it leads to by its text.</summary>
    private static string? DynamicAnchorOf(ReferenceTarget target) =>
        target.Anchor is { } anchor && target.Resource.DynamicAnchors.ContainsKey(anchor) ? anchor : null;

    /// <summary>What each name may lead to, in whatever resource.</summary>
    private Dictionary<string, List<(SchemaResource Resource, int Index)>> FindCandidates()
    {
        var candidates = new Dictionary<string, List<(SchemaResource Resource, int Index)>>(StringComparer.Ordinal);
        foreach (var (_, _, target, _) in _references)
        {
            if (DynamicAnchorOf(target) is { } anchor)
            {
                candidates.TryAdd(anchor, []);
            }
        }

        if (candidates.Count > 0)
        {
            foreach (var resource in session.Resources)
            {
                foreach (var (anchor, index) in resource.DynamicAnchors)
                {
                    if (candidates.TryGetValue(anchor, out var list))
                    {
                        list.Add((resource, index));
                    }
                }
            }
        }

        return candidates;
    }
}
