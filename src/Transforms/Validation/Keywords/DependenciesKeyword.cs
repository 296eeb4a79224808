using System.Text;
using Gateway.Transforms.Json;
using Gateway.Transforms.Validation.Compiling;
using Gateway.Transforms.Validation.Evaluating;

namespace Gateway.Transforms.Validation.Keywords;

/// <summary>
/// What the presence of one member demands: <c>dependentRequired</c> (Validation 2020-12 section 6.5.4), <c>dependentSchemas</c> (Core 2020-12
/// section 10.2.2.4), and draft-07's <c>dependencies</c>, which is either.
/// </summary>
/// <param name="location">The keyword, with the member's name.</param>
/// <param name="trigger">The member.</param>
/// <param name="required">The members that must accompany it.</param>
/// <param name="subschema">What the object must satisfy.</param>
internal sealed class DependenciesKeyword(string location, byte[] trigger, byte[][] required, Subschema? subschema) : Keyword(KindSet.Object)
{
    public static void Compile(SchemaScope scope)
    {
        Compile(scope, "dependentRequired", "an object of lists of member names", static _ => false);
        Compile(scope, "dependentSchemas", "an object of schemas", static _ => true);
        Compile(scope, "dependencies", "an object of schemas and lists of member names", static value => value.Kind != JsonKind.Array);
    }

    public override bool Accepts(ref Evaluation evaluation, int instance)
    {
        if (!Has(evaluation.Body, instance, trigger))
        {
            return true;
        }

        foreach (var name in required)
        {
            if (!Has(evaluation.Body, instance, name))
            {
                return evaluation.Refuse(location);
            }
        }

        return subschema is null || evaluation.Apply(subschema, instance);
    }

    private static void Compile(SchemaScope scope, string keyword, string wanted, Func<SchemaValue, bool> isSchema)
    {
        if (!scope.TryGet(keyword, JsonKind.Object, wanted, out var value))
        {
            return;
        }

        foreach (var (name, demand) in value.Members())
        {
            var location = "/" + keyword + SchemaValue.Step(name);
            var trigger = Encoding.UTF8.GetBytes(name);
            if (isSchema(demand))
            {
                scope.Add(new DependenciesKeyword(location, trigger, [], scope.InPlace(demand)));
            }
            else if (demand.TryGetNames(out var names))
            {
                scope.Add(new DependenciesKeyword(location, trigger, [.. names.Select(Encoding.UTF8.GetBytes)], null));
            }
        }
    }

    private static bool Has(JsonTape body, int instance, ReadOnlySpan<byte> sought)
    {
        var end = body.Next(instance);
        for (var name = instance + 1; name < end; name = body.Next(name + 1))
        {
            if (body.Text(name).SequenceEqual(sought))
            {
                return true;
            }
        }

        return false;
    }
}
