using System.Collections.Concurrent;

namespace Gateway.Egress;

/// <summary>
/// Finds the handler of a cluster. The proxy makes and keeps handlers; of clusters that it has given up, nothing is kept here.
/// </summary>
internal sealed class EgressHandlers
{
    private readonly ConcurrentDictionary<string, WeakReference<EgressHandler>> _handlers = new(StringComparer.Ordinal);

    /// <summary>A handler was made.</summary>
    public void Add(string cluster, EgressHandler handler)
    {
        foreach (var (name, reference) in _handlers)
        {
            if (!reference.TryGetTarget(out _))
            {
                _handlers.TryRemove(name, out _);
            }
        }

        _handlers[cluster] = new WeakReference<EgressHandler>(handler);
    }

    /// <summary>The handler of a cluster; null if the proxy has none, or no longer.</summary>
    public EgressHandler? Find(string cluster) => _handlers.TryGetValue(cluster, out var reference) && reference.TryGetTarget(out var handler) ? handler : null;
}
