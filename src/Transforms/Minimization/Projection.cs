using Gateway.Transforms.Buffers;
using Gateway.Transforms.Json;

namespace Gateway.Transforms.Minimization;

/// <summary>
/// A route's <c>Keep</c>, <c>Drop</c>, <c>Mask</c>, <c>Hash</c> and <c>Inject.Body</c>, merged into one tree and applied in one walk over the
/// body. Kept values are copied as they were received. Immutable and thread-safe.
/// </summary>
public sealed class Projection
{
    private readonly ProjectionNode _root;
    private readonly bool _keepsAll;

    internal Projection(ProjectionNode root, bool keepsAll)
    {
        _root = root;
        _keepsAll = keepsAll;
    }

    /// <summary>Writes what may leave of <paramref name="body"/>.</summary>
    /// <param name="body">The body as it was received.</param>
    /// <param name="destination">An empty buffer for the projected body; meaningless after a fault.</param>
    /// <param name="injections">Gets the places that are filled on every attempt, in order; null only where the projection makes none.</param>
    public ProjectionFault Apply(JsonTape body, PooledBuffer destination, ICollection<InjectionPoint>? injections)
    {
        var writer = new ProjectionWriter(body, destination, injections);
        return writer.Write(_root, _keepsAll);
    }
}
