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
        foreach (var (resource, index) in _references.SelectMany(reference => CandidatesOf(reference.Target)))
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
        var scoped = new HashSet<SchemaResource>();
        foreach (var (from, reference, target, keyword) in _references)
        {
            var candidates = CandidatesOf(target);
            if (candidates.Count < 2)
            {
                session.Cycles.Add(from.Node, target.Value.Node, reference.Location, isReference: true);
                continue;
            }

            var byResource = new Dictionary<int, Subschema>();
            foreach (var (resource, index) in candidates)
            {
                byResource.Add(resource.Number, new Subschema("/$dynamicRef", resource.Document.NodeAt(index)));
                scoped.Add(resource);
            }

            keyword.LeadBy(byResource);
        }

        foreach (var resource in scoped)
        {
            foreach (var (index, place) in resource.Document.Places)
            {
                if (place.Resource == resource)
                {
                    resource.Document.NodeAt(index).EnterScope(resource.Number);
                }
            }
        }
    }

    private List<(SchemaResource Resource, int Index)> CandidatesOf(ReferenceTarget target)
    {
        var candidates = new List<(SchemaResource Resource, int Index)>();
        if (target.Anchor is { } anchor && target.Resource.DynamicAnchors.ContainsKey(anchor))
        {
            foreach (var resource in session.Resources)
            {
                if (resource.DynamicAnchors.TryGetValue(anchor, out var index))
                {
                    candidates.Add((resource, index));
                }
            }
        }

        return candidates;
    }
}
