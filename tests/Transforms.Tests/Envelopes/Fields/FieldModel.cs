using System.Text.Json.Nodes;
using Gateway.Transforms.Envelopes.Fields;
using Gateway.Transforms.Json;

namespace Gateway.Transforms.Tests.Envelopes.Fields;

/// <summary>What a rewriter promises, written once more over trees, one mapping after the other and with no thought of speed or bytes.</summary>
/// <param name="root">The body; it is changed.</param>
/// <param name="skipMissing">Whether a field need not be there.</param>
/// <param name="replace">What becomes of a value.</param>
internal sealed class FieldModel(JsonNode root, bool skipMissing, Func<JsonNode, JsonNode> replace)
{
    private sealed class FaultException(FieldFault fault) : Exception
    {
        public FieldFault Fault => fault;
    }

    public JsonNode Root => root;

    public FieldFault Apply(FieldMapping mapping)
    {
        try
        {
            Walk(root, mapping, 0, mapping.From.Segments.ToList().LastIndexOf(FieldPathSegment.AnyItem) + 1);
            return FieldFault.None;
        }
        catch (FaultException refusal)
        {
            return refusal.Fault;
        }
    }

    private void Walk(JsonNode node, FieldMapping mapping, int step, int scope)
    {
        if (step == scope)
        {
            Move(node, [.. mapping.From.Segments.Skip(scope)], [.. mapping.To.Segments.Skip(scope)]);
        }
        else if (!mapping.From.Segments[step].Equals(FieldPathSegment.AnyItem))
        {
            if (Follow(node, mapping.From.Segments[step]) is { } child)
            {
                Walk(child, mapping, step + 1, scope);
            }
            else
            {
                Miss();
            }
        }
        else if (node is JsonArray items)
        {
            foreach (var item in items.ToList())
            {
                Walk(item!, mapping, step + 1, scope);
            }
        }
        else
        {
            throw new FaultException(FieldFault.Missing);
        }
    }

    private void Move(JsonNode scope, FieldPathSegment[] from, FieldPathSegment[] to)
    {
        if (from.Aggregate((JsonNode?)scope, static (node, step) => node is null ? null : Follow(node, step)) is not { } value)
        {
            Miss();
            if (!from.SequenceEqual(to) && Stands(scope, to))
            {
                throw new FaultException(FieldFault.Occupied);
            }

            return;
        }

        var replacement = replace(value.DeepClone());
        if (from.SequenceEqual(to))
        {
            value.ReplaceWith(replacement);
            return;
        }

        var container = scope;
        foreach (var step in to[..^1])
        {
            if (Child(container, step) is not { } child)
            {
                var parent = step.Name is null ? null : container as JsonObject;
                parent = parent ?? throw new FaultException(FieldFault.Unplaceable);
                parent[step.Name!] = child = new JsonObject();
            }

            container = child;
        }

        var target = container as JsonObject ?? throw new FaultException(FieldFault.Unplaceable);
        if (target.ContainsKey(to[^1].Name!))
        {
            throw new FaultException(FieldFault.Occupied);
        }

        value.Parent!.AsObject().Remove(from[^1].Name!);
        target[to[^1].Name!] = replacement;
    }

    private static bool Stands(JsonNode scope, FieldPathSegment[] path) => path.Aggregate((JsonNode?)scope, static (node, step) => node is null ? null : Child(node, step)) is not null;

    private void Miss()
    {
        if (!skipMissing)
        {
            throw new FaultException(FieldFault.Missing);
        }
    }

    /// <summary>What is of another kind than the path says may hold the field all the same: it is never skipped.</summary>
    private static JsonNode? Follow(JsonNode node, FieldPathSegment step) =>
        node is JsonObject == step.Name is not null && node is JsonArray == step.Name is null ? Child(node, step) : throw new FaultException(FieldFault.Missing);

    private static JsonNode? Child(JsonNode node, FieldPathSegment step) => (node, step.Name) switch
    {
        (JsonObject members, { } name) => members[name],
        (JsonArray items, null) when step.Index < items.Count => items[step.Index],
        _ => null,
    };
}
