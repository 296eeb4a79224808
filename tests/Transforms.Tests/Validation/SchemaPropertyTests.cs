using System.Globalization;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Gateway.Tests.Shared;
using Gateway.Transforms.Minimization;
using Gateway.Transforms.Tests.Minimization;

namespace Gateway.Transforms.Tests.Validation;

/// <summary>What holds for every schema and every body.</summary>
public sealed class SchemaPropertyTests
{
    /// <summary>Few names and values, so that schemas and bodies meet often.</summary>
    private static readonly string[] Names = ["a", "b", "é", "a/b"];

    private static readonly string[] Values = ["0", "1", "-2.50", "1e2", "\"x\"", "\"xé\"", "\"\"", "true", "false", "null"];

    private static readonly string[] Types = ["object", "array", "string", "number", "integer", "boolean", "null"];

    private static Gen<(string Schema, string Body)> Cases => from schema in Schema(3) from body in Body(3) select (schema, body);

    private static Gen<(string Schema, string Body, string[] Keep)> ClosedCases =>
        from shape in Closed(3)
        from keep in Gen.Choose(1, 4).SelectMany(static count => Paths.ArrayOf(count))
        select (shape.Schema, shape.Body, keep);

    private static Gen<string> Paths => Gen.Choose(1, 3).SelectMany(static length =>
        Gen.Frequency((3, Gen.Elements("['a']", "['b']", "['é']", "['a/b']")), (1, Gen.Constant("[*]"))).ArrayOf(length)).Select(static steps => "$" + string.Concat(steps));

    [Fact]
    public void Verdict_OfABodyWrittenAnew_IsTheSame()
    {
        var valid = 0;
        Properties.Hold(Cases, given =>
        {
            using var document = JsonDocument.Parse(given.Body);
            var text = new StringBuilder();
            WriteAnew(document.RootElement, text);

            var isValid = Schemas.IsValid(given.Schema, given.Body);

            Schemas.IsValid(given.Schema, text.ToString()).ShouldBe(isValid);
            valid += isValid ? 1 : 0;
        });
        valid.ShouldBeGreaterThan(0, "no body fitted its schema");
    }

    [Fact]
    public void Body_OfAClosedSchema_StillFitsWhenItIsMinimised() => Properties.Hold(ClosedCases, static given =>
    {
        Schemas.IsValid(given.Schema, given.Body).ShouldBeTrue();
        var route = new ProjectionBuilder(keepsAll: false);
        foreach (var path in given.Keep)
        {
            // A path that the builder refuses is no part of the route.
            _ = route.Keep(Route.Path(path));
        }

        if (Route.Apply(route.Build(), given.Body) is { } minimised)
        {
            Schemas.IsValid(given.Schema, minimised).ShouldBeTrue(minimised);
        }
    });

    private static Gen<string> Body(int nesting)
    {
        if (nesting == 0)
        {
            return Gen.Elements(Values);
        }

        var arrays = Gen.Choose(0, 3).SelectMany(count => Body(nesting - 1).ArrayOf(count)).Select(static items => $"[{string.Join(',', items)}]");
        var objects =
            from names in Gen.SubListOf(Names)
            from values in Body(nesting - 1).ArrayOf(names.Count)
            select Object(names.Zip(values));
        return Gen.Frequency((2, Gen.Elements(Values)), (2, arrays), (4, objects));
    }

    private static Gen<string> Schema(int nesting)
    {
        var keywords = Gen.Choose(0, 4).SelectMany(count => Keyword(nesting).ArrayOf(count));
        return Gen.Frequency(
            (1, Gen.Elements("true", "true", "false")),
            (6, keywords.Select(static list => "{" + string.Join(',', list.DistinctBy(static keyword => keyword.Split(':')[0])) + "}")));
    }

    private static Gen<string> Keyword(int nesting)
    {
        var values = from list in Gen.NonEmptyListOf(Body(1)) select string.Join(',', list);
        var names = from list in Gen.SubListOf(Names) select string.Join(',', list.Select(static name => $"\"{name}\""));
        var plain = Gen.OneOf(
            Gen.Elements(Types).Select(static type => $"\"type\":\"{type}\""),
            values.Select(static list => $"\"enum\":[{list}]"),
            Body(1).Select(static value => $"\"const\":{value}"),
            Gen.Elements("\"minimum\":1", "\"exclusiveMaximum\":1.0", "\"multipleOf\":0.5", "\"maxLength\":1", "\"minLength\":2", "\"pattern\":\"^x\"", "\"minItems\":1", "\"maxProperties\":2", "\"uniqueItems\":true"),
            names.Select(static list => $"\"required\":[{list}]"),
            names.Select(static list => $"\"dependentRequired\":{{\"a\":[{list}]}}"));
        if (nesting == 0)
        {
            return plain;
        }

        var schema = Schema(nesting - 1);
        var schemas = from list in Gen.Choose(1, 3).SelectMany(count => schema.ArrayOf(count)) select string.Join(',', list);
        var members =
            from list in Gen.SubListOf(Names)
            from subschemas in schema.ArrayOf(list.Count)
            select Object(list.Zip(subschemas));
        var one = Gen.Elements(
            "items", "contains", "not", "if", "then", "else", "additionalProperties", "propertyNames", "unevaluatedProperties", "unevaluatedItems", "unevaluatedProperties", "unevaluatedItems");
        return Gen.OneOf(
            plain,
            from name in one from subschema in schema select $"\"{name}\":{subschema}",
            from name in Gen.Elements("allOf", "anyOf", "oneOf", "prefixItems") from list in schemas select $"\"{name}\":[{list}]",
            from name in Gen.Elements("properties", "properties", "dependentSchemas") from map in members select $"\"{name}\":{map}",
            from subschema in schema select $"\"patternProperties\":{{\"^a\":{subschema}}}");
    }

    /// <summary>A schema that names all that may be there and requires none of it, and a body that fits it.</summary>
    private static Gen<(string Schema, string Body)> Closed(int nesting)
    {
        var scalars = Gen.Elements(
            ("{\"type\":\"string\"}", "\"x\""),
            ("{\"type\":\"number\",\"maximum\":5}", "1.50"),
            ("{\"enum\":[null,true]}", "true"));
        if (nesting == 0)
        {
            return scalars;
        }

        var arrays =
            from item in Closed(nesting - 1)
            from count in Gen.Choose(0, 3)
            select ($"{{\"type\":\"array\",\"items\":{item.Schema}}}", $"[{string.Join(',', Enumerable.Repeat(item.Body, count))}]");
        return Gen.Frequency((1, scalars), (2, arrays), (6, ClosedObjects(nesting)));
    }

    private static Gen<(string Schema, string Body)> ClosedObjects(int nesting) =>
        from declared in Gen.SubListOf(Names)
        from parts in Closed(nesting - 1).ArrayOf(declared.Count)
        from present in Gen.SubListOf(Enumerable.Range(0, declared.Count).ToArray())
        from closing in Gen.Elements("additionalProperties", "unevaluatedProperties")
        let schemas = Object(declared.Zip(parts.Select(static part => part.Schema)))
        select ($"{{\"type\":\"object\",\"properties\":{schemas},\"{closing}\":false}}", Object(present.Select(i => (declared[i], parts[i].Body))));

    private static string Object(IEnumerable<(string Name, string Value)> members) =>
        "{" + string.Join(',', members.Select(static member => $"\"{member.Name}\":{member.Value}")) + "}";

    /// <summary>The same value in other words: members backwards, every character escaped, white space, numbers with another exponent.</summary>
    private static void WriteAnew(JsonElement value, StringBuilder text)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append("{ ");
                foreach (var (member, i) in value.EnumerateObject().Reverse().Select(static (member, i) => (member, i)))
                {
                    text.Append(i > 0 ? " ,\n" : string.Empty);
                    Escape(member.Name, text);
                    text.Append(" :\t");
                    WriteAnew(member.Value, text);
                }

                text.Append(" }");
                break;
            case JsonValueKind.Array:
                text.Append('[');
                foreach (var (item, i) in value.EnumerateArray().Select(static (item, i) => (item, i)))
                {
                    text.Append(i > 0 ? "," : string.Empty);
                    WriteAnew(item, text);
                }

                text.Append("\r\n]");
                break;
            case JsonValueKind.String:
                Escape(value.GetString()!, text);
                break;
            case JsonValueKind.Number when value.GetRawText().IndexOfAny(['e', 'E']) < 0:
                text.Append(value.GetRawText()).Append("E+00");
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }
    }

    private static void Escape(string value, StringBuilder text)
    {
        text.Append('"');
        foreach (var c in value)
        {
            text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }

        text.Append('"');
    }
}
