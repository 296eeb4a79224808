using Gateway.Transforms.Validation.Evaluating;

namespace Gateway.Transforms.Validation.Compiling;

/// <summary>
/// The graph of schemas that apply others to the same value. A circle in it would never end, whatever the body; one that descends into the
/// body ends with the body and is how trees and lists are described.
/// </summary>
internal sealed class ReferenceCycles
{
    private readonly Dictionary<SchemaNode, List<Edge>> _edges = [];

    /// <summary>Notes that <paramref name="from"/> applies <paramref name="to"/> in place, by what stands at <paramref name="by"/>.</summary>
    public void Add(SchemaNode from, SchemaNode to, SchemaValue by, bool isReference)
    {
        if (!_edges.TryGetValue(from, out var list))
        {
            list = [];
            _edges.Add(from, list);
        }

        list.Add(new Edge(to, by, isReference));
    }

    /// <summary>The place of a reference in a circle, or null. Its own stack: a chain of references may be as long as the document.</summary>
    public SchemaValue? Find()
    {
        var finished = new HashSet<SchemaNode>();
        var open = new HashSet<SchemaNode>();
        var path = new Stack<(SchemaNode Node, int Edge)>();
        foreach (var start in _edges.Keys)
        {
            path.Push((start, 0));
            while (path.TryPop(out var step))
            {
                var (node, edge) = step;
                if (edge == 0 && (finished.Contains(node) || !open.Add(node)))
                {
                    continue;
                }

                if (!_edges.TryGetValue(node, out var edges) || edge == edges.Count)
                {
                    open.Remove(node);
                    finished.Add(node);
                    continue;
                }

                if (open.Contains(edges[edge].Target))
                {
                    // Subschemas alone form a tree: going back from here, a reference comes before the circle is round.
                    var circle = path.Select(taken => _edges[taken.Node][taken.Edge - 1]).Prepend(edges[edge]);
                    return circle.First(candidate => candidate.IsReference).By;
                }

                path.Push((node, edge + 1));
                path.Push((edges[edge].Target, 0));
            }
        }

        return null;
    }

    private readonly record struct Edge(SchemaNode Target, SchemaValue By, bool IsReference);
}
