using Gateway.Transforms.Json;
using Gateway.Transforms.Validation.Compiling;
using Gateway.Transforms.Validation.Evaluating;

namespace Gateway.Transforms.Validation.Keywords;

/// <summary>
/// <c>prefixItems</c> and <c>items</c> (Core 2020-12 sections 10.3.1.1 and 10.3.1.2), which draft-07 writes <c>items</c> with a list and
/// <c>additionalItems</c> (Validation draft-07 sections 6.4.1 and 6.4.2).
/// </summary>
internal sealed class ItemsKeyword(Subschema[] prefix, Subschema? rest) : Keyword(KindSet.Array)
{
    public static void Compile(SchemaScope scope)
    {
        if (scope.Draft == Draft.Draft7)
        {
            CompileDraft7(scope);
            return;
        }

        Subschema[] prefix = [];
        if (scope.TryGet("prefixItems", JsonKind.Array, "an array of schemas", out var value))
        {
            prefix = [.. value.Elements().Select(scope.Descend)];
            if (prefix.Length == 0)
            {
                value.Refuse("'prefixItems' must list at least one schema.");
            }
        }

        Subschema? rest = null;
        if (scope.TryGet("items", out value))
        {
            if (value.Kind == JsonKind.Array)
            {
                value.Refuse("In 2020-12 'items' is one schema; a list of schemas is called 'prefixItems', and what was 'additionalItems' is 'items'.");
                return;
            }

            rest = scope.Descend(value);
        }

        scope.Add(new ItemsKeyword(prefix, rest));
    }

    public override bool Accepts(ref Evaluation evaluation, int instance)
    {
        var valid = true;
        var position = 0;
        var isKept = evaluation.Marks.AreKept(instance);
        var body = evaluation.Body;
        var end = body.Next(instance);
        for (var element = instance + 1; element < end; element = body.Next(element))
        {
            var subschema = position < prefix.Length ? prefix[position] : rest;
            if (subschema is null)
            {
                break;
            }

            if (isKept)
            {
                evaluation.Marks.Mark(position);
            }

            if (!evaluation.ApplyToElement(subschema, element, position))
            {
                valid = false;
                if (!evaluation.WantsMore)
                {
                    return false;
                }
            }

            position++;
        }

        return valid;
    }

    private static void CompileDraft7(SchemaScope scope)
    {
        Subschema? additional = scope.TryGet("additionalItems", out var value) ? scope.Descend(value) : null;
        if (!scope.TryGet("items", out value))
        {
            // Without items there is nothing that other items would be additional to.
            return;
        }

        scope.Add(value.Kind == JsonKind.Array
            ? new ItemsKeyword([.. value.Elements().Select(scope.Descend)], additional)
            : new ItemsKeyword([], scope.Descend(value)));
    }
}
