using System.Collections.Frozen;
using Gateway.Transforms.Json;
using Gateway.Transforms.Validation.Compiling;
using Gateway.Transforms.Validation.Evaluating;

namespace Gateway.Transforms.Validation.Keywords;

/// <summary>
/// <c>$dynamicRef</c> (Core 2020-12 section 8.2.3.2): leads to the schema of its name in the outermost resource that evaluation came through and that
/// has one.
/// </summary>
/// <param name="target">Where it leads by its text alone.</param>
internal sealed class DynamicRefKeyword(Subschema target) : Keyword(KindSet.All)
{
    private FrozenDictionary<int, Subschema>? _byResource;

    public static void Compile(SchemaScope scope)
    {
        if (scope.TryGet("$dynamicRef", JsonKind.String, "a string", out var value) && scope.DynamicReference(value) is { } keyword)
        {
            scope.Add(keyword);
        }
    }

    /// <summary>Sets, once, while compiling, where it leads from each resource that has a schema of its name.</summary>
    public void LeadBy(FrozenDictionary<int, Subschema> byResource) => _byResource = byResource;

    public override bool Accepts(ref Evaluation evaluation, int instance) => evaluation.Apply(FindTarget(ref evaluation), instance);

    private Subschema FindTarget(ref Evaluation evaluation)
    {
        if (_byResource is not null)
        {
            foreach (var resource in evaluation.Scope.Resources)
            {
                if (!evaluation.TrySpend(1))
                {
                    break;
                }

                if (_byResource.TryGetValue(resource, out var found))
                {
                    return found;
                }
            }
        }

        return target;
    }
}
