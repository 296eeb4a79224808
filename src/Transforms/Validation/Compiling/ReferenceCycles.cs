using Gateway.Transforms.Validation.Evaluating;

namespace Gateway.Transforms.Validation.Compiling;

/// <summary>
/// The graph of schemas that apply others to the same value. A circle in it would never end, whatever the body; one that descends into the
/// body ends with the body and is how trees and lists are described.
/// </summary>
internal sealed class ReferenceCycles
{
    private readonly Dictionary<SchemaNode, List<(SchemaNode Target, string Pointer)>> _edges = [];

    /// <summary>Notes that <paramref name="from"/> applies <paramref name="to"/> in place, by what stands at <paramref name="pointer"/>.</summary>
    public void Add(SchemaNode from, SchemaNode to, string pointer)
    {
        if (!_edges.TryGetValue(from, out var list))
        {
            list = [];
            _edges.Add(from, list);
        }

        list.Add((to, pointer));
    }

    /// <summary>The place of an edge that closes a circle, or null. Its own stack: a chain of references may be as long as the document.</summary>
    public string? Find()
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
                    return edges[edge].Pointer;
                }

                path.Push((node, edge + 1));
                path.Push((edges[edge].Target, 0));
            }
        }

        return null;
    }
}
