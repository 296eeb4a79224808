using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Gateway.Tests.Shared;
using Gateway.Transforms.Minimization;

namespace Gateway.Transforms.Tests.Minimization;

/// <summary>Compares projections with a model that knows nothing of tapes: the list of a body's leaves with their paths.</summary>
public sealed class ProjectionPropertyTests
{
    /// <summary>Few names, so that paths and bodies meet often.</summary>
    private static readonly string[] Names = ["a", "b", "c"];

    private static Gen<string> Paths => Gen.Choose(1, 4).SelectMany(static length =>
        Gen.Frequency((3, Gen.Elements(Names).Select(static name => $".{name}")), (1, Gen.Constant("[*]"))).ArrayOf(length))
        .Select(static steps => "$" + string.Concat(steps));

    private static Gen<string> Bodies => Value(4);

    private static Gen<(string Body, string[] Keep, string[] Drop)> Cases =>
        from body in Bodies
        from keep in Gen.Choose(0, 4).SelectMany(static count => Paths.ArrayOf(count))
        from drop in Gen.Choose(0, 3).SelectMany(static count => Paths.ArrayOf(count))
        select (body, keep, drop);

    [Fact]
    public void Project_AnyBody_LeavesExactlyTheLeavesThatAreKeptAndNotDropped() => Properties.Hold(Cases, static given =>
    {
        // A path that the builder refuses is no part of the route.
        var route = new ProjectionBuilder(keepsAll: given.Keep.Length == 0);
        var keep = given.Keep.Where(path => route.Keep(Route.Path(path)) is null).ToList();
        var drop = given.Drop.Where(path => route.Drop(Route.Path(path)) is null).ToList();
        var expected = Leaves(given.Body)
            .Where(leaf => given.Keep.Length == 0 || keep.Exists(path => Covers(path, leaf)))
            .Where(leaf => !drop.Exists(path => Covers(path, leaf)))
            .ToList();

        var projected = Route.Apply(route.Build(), given.Body);

        // Nothing at all may be left only where nothing of the body was to be kept.
        if (projected is null)
        {
            expected.ShouldBeEmpty();
        }
        else
        {
            Leaves(projected).ShouldBe(expected);
        }
    });

    private static bool Covers(string path, (string Path, string Raw) leaf) =>
        leaf.Path == path || (leaf.Path.StartsWith(path, StringComparison.Ordinal) && leaf.Path[path.Length] is '.' or '[') || path == "$";

    /// <summary>All scalars of a text, in order, with their paths, in which every element is <c>[*]</c>. Reading them also shows that the text is JSON.</summary>
    private static List<(string Path, string Raw)> Leaves(string json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
        return [.. Leaves(document.RootElement, "$")];
    }

    private static IEnumerable<(string Path, string Raw)> Leaves(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Leaves(member.Value, $"{path}.{member.Name}")),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(item => Leaves(item, $"{path}[*]")),
        _ => [(path, element.GetRawText())],
    };

    private static Gen<string> Value(int nesting)
    {
        var scalars = Gen.Elements("1", "-2.50", "1e400", "\"x\"", "\"\\u0041\\n\"", "true", "null");
        if (nesting == 0)
        {
            return scalars;
        }

        var arrays = Gen.Choose(0, 3).SelectMany(count => Value(nesting - 1).ArrayOf(count)).Select(static items => $"[ {string.Join(" , ", items)}]");
        var objects =
            from names in Gen.SubListOf(Names)
            from values in Value(nesting - 1).ArrayOf(names.Count)
            select "{" + string.Join(", ", names.Zip(values, static (name, value) => $"\"{name}\": {value}")) + "}";
        return Gen.Frequency((1, scalars), (1, arrays), (4, objects));
    }
}
