using Gateway.Transforms.Envelopes;

namespace Gateway.Transforms.Tests.Envelopes.Fields;

public sealed class FieldMappingRulesTests
{
    [Theory]
    [InlineData("$.a")]
    [InlineData("$.a -> $.b")]
    [InlineData("$.a -> $['b']")]
    [InlineData("$.a -> $.x.y.z")]
    [InlineData("$.x.y.z -> $.a")]
    [InlineData("$.a.b -> $.a.c")]
    [InlineData("$.a[0]")]
    [InlineData("$.a[*]")]
    [InlineData("$[*]")]
    [InlineData("$[*].a -> $[*].b.c")]
    [InlineData("$.a[*].b[*].c -> $.a[*].b[*].d")]
    [InlineData("$.a[*].b[0].c -> $.a[*].d")]
    [InlineData("$.a[0].b -> $.a[1].b")]
    [InlineData("$.a -> $.b", "$.c -> $.d", "$.e")]
    [InlineData("$.a -> $.box.a", "$.b -> $.box.b")]
    [InlineData("$.a[0].b -> $.a[0].c", "$.a[*].d -> $.a[*].e")]
    [InlineData("$.a[0]", "$.a[1]")]
    [InlineData("$.card.number", "$.card[*].number")]
    public void TryCompile_MappingsThatCanBeGoneBothWays_AreAccepted(params string[] mappings)
    {
        new Fields(mappings).Problem().ShouldBeNull();
        new Fields(mappings).Problem(KeyUse.Open).ShouldBeNull();
    }

    [Theory]
    [InlineData("whole body", "$")]
    [InlineData("whole body", "$.a -> $")]
    [InlineData("whole body", "$ -> $.a")]
    [InlineData("same [*]", "$.a[*].b -> $.c")]
    [InlineData("same [*]", "$.c -> $.a[*].b")]
    [InlineData("same [*]", "$.a[*] -> $.c")]
    [InlineData("same [*]", "$.a[*].b -> $.c[*].b")]
    [InlineData("same [*]", "$.a[*].b -> $.a[0].b")]
    [InlineData("same [*]", "$.a[*].b -> $.a[*].c[*].d")]
    [InlineData("same [*]", "$.a[*].b[*].c -> $.a[*].d")]
    [InlineData("same [*]", "$.a[*].b[*].c -> $.a[0].b[*].d")]
    [InlineData("write $.a on both sides", "$.a -> $.a.b")]
    [InlineData("one is inside the other", "$.a.b -> $.a")]
    [InlineData("one is inside the other", "$.a[*] -> $.a[*].b")]
    [InlineData("replaced where it stands", "$.a[0] -> $.b")]
    [InlineData("replaced where it stands", "$.b -> $.a[0]")]
    [InlineData("replaced where it stands", "$.a[0] -> $.a[1]")]
    [InlineData("$['a'] is an object for one path and an array for the other", "$.a.b -> $.a[0].c")]
    [InlineData("$ is an object for one path and an array for the other", "$[0].b -> $.c")]
    public void TryCompile_MappingThatCannotBeGoneBothWays_IsRefusedInWords(string words, string mapping)
    {
        new Fields(mapping).Problem().ShouldNotBeNull().ShouldContain(words);
        new Fields(mapping).Problem(KeyUse.Open).ShouldBe(new Fields(mapping).Problem());
    }

    [Theory]
    [InlineData("$.a", "$.a")]
    [InlineData("$.a", "$['a']")]
    [InlineData("$.a", "$.a.b")]
    [InlineData("$.a.b", "$.a")]
    [InlineData("$.a -> $.x", "$.b -> $.x")]
    [InlineData("$.a -> $.x", "$.b -> $.x.y")]
    [InlineData("$.a -> $.x.y", "$.b -> $.x")]
    [InlineData("$.a -> $.x", "$.a -> $.y")]
    [InlineData("$.a -> $.b", "$.b -> $.c")]
    [InlineData("$.a -> $.b", "$.b -> $.a")]
    [InlineData("$.a -> $.b", "$.c -> $.a.d")]
    [InlineData("$.c -> $.a.d", "$.a -> $.b")]
    [InlineData("$.a[*].b", "$.a[0].b")]
    [InlineData("$.a[0].b", "$.a[*].b")]
    [InlineData("$.a[*]", "$.a[3].b")]
    [InlineData("$.a[*].b -> $.a[*].c", "$.a[1].d -> $.a[1].c")]
    [InlineData("$.a[*].b[0]", "$.a[0].b[*].c")]
    public void TryCompile_MappingsThatOverlap_AreRefused(string one, string other)
    {
        new Fields("$.zero", one, other).Problem().ShouldNotBeNull().ShouldContain("overlap");
        new Fields(other, "$.zero", one).Problem(KeyUse.Open).ShouldNotBeNull().ShouldContain("overlap");
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void TryCompile_NoMappingOrTooMany_IsRefused(int count, bool accepted)
    {
        var fields = new Fields([.. Enumerable.Range(0, count).Select(static number => $"$.f{number}")]);

        (fields.Problem() is null).ShouldBe(accepted);
    }
}
