using Gateway.Transforms.Json;
using Gateway.Transforms.Secrets;

namespace Gateway.Transforms.Minimization;

/// <summary>Merges a route's field paths into a <see cref="Projection"/>, and refuses those that contradict each other.</summary>
/// <param name="keepsAll">Whether a field that no path names is kept: true where the route has no <c>Keep</c>.</param>
public sealed class ProjectionBuilder(bool keepsAll)
{
    private readonly ProjectionNode _root = new();

    /// <summary>Keeps a field and all that is in it.</summary>
    /// <returns>Null, or why the path cannot be added.</returns>
    public string? Keep(FieldPath path)
    {
        if (Find(path, out var node) is { } problem)
        {
            return problem;
        }

        node.Keeps = true;
        return node.Action == FieldAction.Drop ? "the same field is dropped" : null;
    }

    /// <summary>Leaves a field out.</summary>
    /// <inheritdoc cref="Keep" path="/returns"/>
    public string? Drop(FieldPath path) => Add(path, FieldAction.Drop, static _ => { });

    /// <summary>Replaces a field by a mask.</summary>
    /// <inheritdoc cref="Keep" path="/returns"/>
    public string? Mask(FieldPath path, MaskStyle style) => Add(path, FieldAction.Mask, node => node.Mask = style);

    /// <summary>Replaces a field by the lower-case hexadecimal HMAC-SHA256 of its text under <paramref name="pepper"/>.</summary>
    /// <inheritdoc cref="Keep" path="/returns"/>
    public string? Hash(FieldPath path, SecretHandle pepper) => Add(path, FieldAction.Hash, node => node.Pepper = pepper);

    /// <summary>Fills a member on every attempt, whatever the caller wrote there.</summary>
    /// <inheritdoc cref="Keep" path="/returns"/>
    public string? Inject(FieldPath path, int injection)
    {
        if (path.Segments.Count == 0 || path.Segments.Any(static segment => segment.Name is null))
        {
            return "a value is injected into a member of an object: elements of arrays and the root cannot be named";
        }

        return Add(path, FieldAction.Inject, node => node.Injection = injection) ?? MarkInjection(path);
    }

    /// <summary>The finished projection.</summary>
    public Projection Build()
    {
        _root.Settle();
        return new Projection(_root, keepsAll);
    }

    private string? Add(FieldPath path, FieldAction action, Action<ProjectionNode> configure)
    {
        if (Find(path, out var node) is { } problem)
        {
            return problem;
        }

        if (node.Action != FieldAction.None || (action == FieldAction.Drop && node.Keeps))
        {
            return $"the same field {Describe(node.Action)} already";
        }

        if (!node.IsLeaf)
        {
            return $"another path leads inside it, and this field {Describe(action)}";
        }

        node.Action = action;
        configure(node);
        return null;
    }

    private string? Find(FieldPath path, out ProjectionNode node)
    {
        node = _root;
        foreach (var segment in path.Segments)
        {
            if (node.Action != FieldAction.None)
            {
                return $"it lies inside a field that {Describe(node.Action)}";
            }

            node = node.Child(segment);
        }

        return null;
    }

    private string? MarkInjection(FieldPath path)
    {
        var node = _root;
        node.Injects = true;
        foreach (var segment in path.Segments)
        {
            node = node.Child(segment);
            node.Injects = true;
        }

        return null;
    }

    private static string Describe(FieldAction action) => action switch
    {
        FieldAction.Drop => "is dropped",
        FieldAction.Mask => "is masked",
        FieldAction.Hash => "is hashed",
        FieldAction.Inject => "is injected",
        _ => "is kept",
    };
}
