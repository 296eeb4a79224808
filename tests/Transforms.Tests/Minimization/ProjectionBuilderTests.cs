using Gateway.Transforms.Minimization;
using Gateway.Transforms.Tests.Secrets;

namespace Gateway.Transforms.Tests.Minimization;

public sealed class ProjectionBuilderTests
{
    /// <summary>Pairs that contradict each other, in the order in which the second is refused.</summary>
    public static TheoryData<string, string, string, string> Contradictions => new()
    {
        { "drop", "$.a", "drop", "$.a" },
        { "drop", "$.a", "keep", "$.a" },
        { "keep", "$.a", "drop", "$.a" },
        { "drop", "$.a", "keep", "$.a.b" },
        { "keep", "$.a.b", "drop", "$.a" },
        { "drop", "$.a", "mask", "$.a" },
        { "mask", "$.a", "drop", "$.a" },
        { "mask", "$.a", "hash", "$.a" },
        { "hash", "$.a", "mask", "$.a" },
        { "mask", "$.a", "keep", "$.a.b" },
        { "keep", "$.a.b", "mask", "$.a" },
        { "mask", "$.a", "drop", "$.a[0]" },
        { "hash", "$.a", "mask", "$.a[*].b" },
        { "inject", "$.a", "inject", "$.a" },
        { "inject", "$.a", "drop", "$.a" },
        { "drop", "$.a", "inject", "$.a" },
        { "inject", "$.a", "inject", "$.a.b" },
        { "inject", "$.a.b", "inject", "$.a" },
        { "drop", "$.a", "inject", "$.a.b" },
        { "inject", "$.a.b", "hash", "$.a" },
        { "drop", "$.a[*]", "keep", "$.a[*].b" },
        { "drop", "$['a']", "drop", "$[\"\\u0061\"]" },
    };

    [Theory]
    [MemberData(nameof(Contradictions))]
    public void Add_PathsThatContradictEachOther_IsRefusedInWords(string first, string firstPath, string second, string secondPath)
    {
        var builder = new ProjectionBuilder(keepsAll: false);

        Add(builder, first, firstPath).ShouldBeNull();

        Add(builder, second, secondPath).ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("keep", "$.a", "keep", "$.a")]
    [InlineData("keep", "$.a", "keep", "$.a.b")]
    [InlineData("keep", "$.a", "drop", "$.a.b")]
    [InlineData("drop", "$.a.b", "keep", "$.a")]
    [InlineData("keep", "$.a", "mask", "$.a")]
    [InlineData("mask", "$.a", "keep", "$.a")]
    [InlineData("hash", "$.a", "keep", "$.a")]
    [InlineData("inject", "$.a.b", "drop", "$.a.c")]
    [InlineData("drop", "$.a[0]", "drop", "$.a[*]")]
    [InlineData("drop", "$.a", "drop", "$.b")]
    public void Add_PathsThatAgree_IsAccepted(string first, string firstPath, string second, string secondPath)
    {
        var builder = new ProjectionBuilder(keepsAll: false);

        Add(builder, first, firstPath).ShouldBeNull();
        Add(builder, second, secondPath).ShouldBeNull();
    }

    [Theory]
    [InlineData("$")]
    [InlineData("$[0]")]
    [InlineData("$.a[*]")]
    [InlineData("$.a[0].b")]
    public void Inject_PlaceThatMayNotExistOrMayBeMany_IsRefused(string path) =>
        new ProjectionBuilder(keepsAll: true).Inject(Route.Path(path), 0).ShouldNotBeNullOrEmpty();

    private static string? Add(ProjectionBuilder builder, string action, string path) => action switch
    {
        "keep" => builder.Keep(Route.Path(path)),
        "drop" => builder.Drop(Route.Path(path)),
        "mask" => builder.Mask(Route.Path(path), Route.Style("all")),
        "hash" => builder.Hash(Route.Path(path), TestSecret.Handle("pepper", "pepper")),
        _ => builder.Inject(Route.Path(path), 0),
    };
}
