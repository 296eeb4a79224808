using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Gateway.Tests.Shared;
using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Envelopes.Fields;

namespace Gateway.Transforms.Tests.Envelopes.Fields;

public sealed partial class FieldRewriterPropertyTests
{
    /// <summary>So many of the cases must have got as far as a replacement, or the property says little.</summary>
    private const int FewestReplaced = 100;

    /// <summary>Few names, so that paths and bodies meet often.</summary>
    private static readonly string[] Names = ["a", "b", "c"];

    /// <summary>No body has a member of these names.</summary>
    private static readonly string[] FreshNames = ["d", "e"];

    private static Gen<string> Step => Gen.Frequency((6, Gen.Elements(Names).Select(static name => $".{name}")), (3, Gen.Constant("[*]")), (1, Gen.Elements("[0]", "[1]")));

    private static Gen<string> Paths => Gen.Elements(1, 2, 2, 3, 3, 4).SelectMany(static length => Step.ArrayOf(length)).Select(static steps => "$" + string.Concat(steps));

    /// <summary>Any place for the result, in the body or not.</summary>
    private static Gen<string> AnyMapping(Gen<string> paths) =>
        from path in paths
        from steps in Gen.Choose(1, 3).SelectMany(static length => Gen.Frequency((9, Gen.Elements([.. Names, .. FreshNames]).Select(static name => $".{name}")), (1, Gen.Constant("[0]"))).ArrayOf(length))
        from to in Gen.Elements(path, Parent(path) + steps[0], Scope(path) + string.Concat(steps), Scope(path) + string.Concat(steps))
        select $"{path} -> {to}";

    /// <summary>A place for the result that no body has.</summary>
    private static Gen<string> FreshMapping(Gen<string> paths) =>
        from path in paths
        from steps in Gen.Choose(0, 2).SelectMany(static length => Gen.Elements([.. Names, .. FreshNames]).Select(static name => $".{name}").ArrayOf(length))
        from fresh in Gen.Elements(FreshNames)
        from to in Gen.Elements(path, $"{Parent(path)}.{fresh}", $"{Scope(path)}{string.Concat(steps)}.{fresh}")
        select $"{path} -> {to}";

    /// <summary>A place for the result in the object that the value leaves.</summary>
    private static Gen<string> NearMapping(Gen<string> paths) =>
        from path in paths
        from fresh in Gen.Elements(FreshNames)
        from to in Gen.Elements(path, $"{Parent(path)}.{fresh}")
        select $"{path} -> {to}";

    [Fact]
    public void Rewrite_AnyMappingsAndBody_DoesWhatTheModelDoes()
    {
        var replaced = 0;
        Properties.Hold(Cases(AnyMapping), given =>
        {
            var mappings = given.Mappings.Select(Fields.Mapping).ToList();
            var expected = new FieldModel(JsonNode.Parse(given.Body)!, given.Skip, Wrap);
            var faults = mappings.Select(mapping => new FieldModel(JsonNode.Parse(given.Body)!, given.Skip, Wrap).Apply(mapping)).Where(static fault => fault != FieldFault.None).ToList();

            var fault = new Fields(given.Mappings) { SkipMissing = given.Skip }.TryRewrite(given.Body, TestTransform.Wrap, KeyUse.Seal, out var rewritten);

            if (faults.Count > 0)
            {
                faults.ShouldContain(fault);
                return;
            }

            fault.ShouldBe(FieldFault.None);
            mappings.ForEach(mapping => expected.Apply(mapping).ShouldBe(FieldFault.None));
            JsonNode.DeepEquals(JsonNode.Parse(rewritten), expected.Root).ShouldBeTrue(rewritten);
            replaced += rewritten.Contains("""{"w":""", StringComparison.Ordinal) ? 1 : 0;
        });
        replaced.ShouldBeGreaterThan(FewestReplaced);
    }

    [Fact]
    public void Rewrite_ThereAndBack_GivesTheSameBody()
    {
        var replaced = 0;
        Properties.Hold(Cases(FreshMapping), given =>
        {
            var fields = new Fields(given.Mappings) { SkipMissing = given.Skip };
            if (fields.TryRewrite(given.Body, TestTransform.Wrap, KeyUse.Seal, out var rewritten) != FieldFault.None)
            {
                return;
            }

            var fault = fields.TryRewrite(rewritten, TestTransform.Unwrap, KeyUse.Open, out var back);
            if (given.Skip && fault == FieldFault.Missing)
            {
                // What was skipped stands beside something of another kind on the way back.
                return;
            }

            // Objects that were made for a result stay when it is taken out again.
            JsonNode.DeepEquals(WithoutEmptyMembers(back), WithoutEmptyMembers(given.Body)).ShouldBeTrue(back);
            replaced += rewritten.Contains("""{"w":""", StringComparison.Ordinal) ? 1 : 0;
        });
        replaced.ShouldBeGreaterThan(FewestReplaced);
    }

    [Fact]
    public void Rewrite_WithinObjectsThereAndBack_GivesTheSameBytes()
    {
        var replaced = 0;
        Properties.Hold(Cases(NearMapping), given =>
        {
            var fields = new Fields(given.Mappings) { SkipMissing = given.Skip };
            if (fields.TryRewrite(given.Body, TestTransform.Wrap, KeyUse.Seal, out var rewritten) != FieldFault.None)
            {
                return;
            }

            fields.Rewrite(rewritten, TestTransform.Unwrap, KeyUse.Open).ShouldBe(given.Body);
            replaced += rewritten != given.Body ? 1 : 0;
        });
        replaced.ShouldBeGreaterThan(FewestReplaced);
    }

    [Fact]
    public void Rewrite_HiddenValues_LeaveNothingBehindAndEverythingElseStays()
    {
        var replaced = 0;
        Properties.Hold(Cases(AnyMapping), given =>
        {
            var hidden = new List<string>();
            var transform = new TestTransform((_, value) =>
            {
                hidden.AddRange(Markers(value));
                return "\"#\"";
            });
            if (new Fields(given.Mappings) { SkipMissing = given.Skip }.TryRewrite(given.Body, transform, KeyUse.Seal, out var rewritten) != FieldFault.None)
            {
                return;
            }

            Markers(rewritten).Concat(hidden).ShouldBe(Markers(given.Body), ignoreOrder: true);
            replaced += hidden.Count > 0 ? 1 : 0;
        });
        replaced.ShouldBeGreaterThan(FewestReplaced);
    }

    /// <summary>Bodies in which every scalar is another, and mappings of which none was refused.</summary>
    private static Gen<(string Body, string[] Mappings, bool Skip)> Cases(Func<Gen<string>, Gen<string>> mapping) =>
        from text in Value(3)
        let body = Numbered(text)
        from mappings in Gen.Choose(1, 4).SelectMany(count => mapping(PathsFor(body)).ArrayOf(count))
        from skip in Gen.Elements(true, true, true, false)
        let accepted = Accepted(mappings)
        where accepted.Length > 0
        select (body, accepted, skip);

    /// <summary>Mostly paths of what is in the body: of each element, and of every element.</summary>
    private static Gen<string> PathsFor(string body)
    {
        var known = Positions(JsonNode.Parse(body)!).Distinct().ToArray();
        return known.Length == 0 ? Paths : Gen.Frequency((5, Gen.Elements(known)), (1, Paths));
    }

    private static IEnumerable<string> Positions(JsonNode node) => node switch
    {
        JsonObject members => members.SelectMany(static member => Below($".{member.Key}", member.Value!)),
        JsonArray items => items.SelectMany(static (item, number) => Below("[*]", item!).Concat(Below($"[{number}]", item!))),
        _ => [],
    };

    private static IEnumerable<string> Below(string step, JsonNode value) =>
        Positions(value).Select(path => $"${step}{path[1..]}").Append($"${step}");

    private static string[] Accepted(string[] mappings)
    {
        var accepted = new List<string>();
        foreach (var mapping in mappings)
        {
            if (new Fields([.. accepted, mapping]).Problem() is null)
            {
                accepted.Add(mapping);
            }
        }

        return [.. accepted];
    }

    private static Gen<string> Value(int nesting)
    {
        var scalars = Gen.Constant("?");
        if (nesting == 0)
        {
            return scalars;
        }

        var spaces = Gen.Elements(string.Empty, " ", "\n\t");
        var arrays =
            from items in Gen.Choose(0, 3).SelectMany(count => Value(nesting - 1).ArrayOf(count))
            from space in spaces
            select $"[{space}{string.Join($"{space},", items)}{space}]";
        var objects =
            from names in Gen.Frequency((2, Gen.Constant(Names)), (1, Gen.SubListOf(Names).Select(static names => names.ToArray()))).SelectMany(static names => Gen.Shuffle(names))
            from values in Value(nesting - 1).ArrayOf(names.Length)
            from space in spaces
            select $"{{{space}{string.Join($"{space},{space}", names.Zip(values, (name, value) => $"\"{name}\"{space}:{space}{value}"))}{space}}}";
        return Gen.Frequency((1, scalars), (4, arrays), (6, objects));
    }

    private static string Numbered(string body)
    {
        var number = 0;
        return Scalar().Replace(body, _ => $"\"v{number++}\"");
    }

    private static IEnumerable<string> Markers(string json) => Marker().Matches(json).Select(static match => match.Value);

    private static string Parent(string path) => path[..Math.Max(1, path.LastIndexOfAny(['.', '[']))];

    private static string Scope(string path) => path.LastIndexOf("[*]", StringComparison.Ordinal) is >= 0 and var wildcard ? path[..(wildcard + 3)] : "$";

    private static JsonObject Wrap(JsonNode value) => new() { ["w"] = value };

    private static JsonNode WithoutEmptyMembers(string json)
    {
        var root = JsonNode.Parse(json)!;
        Prune(root);
        return root;
    }

    private static void Prune(JsonNode node)
    {
        foreach (var child in node is JsonArray items ? [.. items] : node is JsonObject members ? members.Select(static member => member.Value).ToList() : [])
        {
            Prune(child!);
            if (node is JsonObject && child is JsonObject { Count: 0 })
            {
                node.AsObject().Remove(child.GetPropertyName());
            }
        }
    }

    [GeneratedRegex("\\?")]
    private static partial Regex Scalar();

    [GeneratedRegex("\"v[0-9]+\"")]
    private static partial Regex Marker();
}
