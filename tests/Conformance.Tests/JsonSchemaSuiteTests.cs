using Gateway.Transforms.Validation;

namespace Gateway.Conformance.Tests;

/// <summary>JSON-Schema-Test-Suite, 2020-12 and draft-07: the counts are those of <c>docs/json-schema.md</c>.</summary>
public sealed class JsonSchemaSuiteTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(SchemaDraft.Draft202012, 1299)]
    [InlineData(SchemaDraft.Draft7, 927)]
    public void Schema_RequiredCases_AreAllRight(SchemaDraft draft, int cases)
    {
        var suite = new JsonSchemaSuite(draft);
        var tally = new Tally();
        foreach (var (name, isRight) in suite.Files().SelectMany(file => suite.Cases(file, FormatMode.Annotate)))
        {
            tally.Check(name, isRight);
        }

        tally.Report(output, $"JSON-Schema-Test-Suite, {draft}, required", least: cases);
    }

    [Theory]
    [InlineData(SchemaDraft.Draft202012)]
    [InlineData(SchemaDraft.Draft7)]
    public void Schema_OptionalCases_AreRightButForThoseListed(SchemaDraft draft)
    {
        var suite = new JsonSchemaSuite(draft);
        var tally = new Tally();
        foreach (var (name, isRight) in suite.Files("optional").SelectMany(file => suite.Cases(file, FormatMode.Assert)))
        {
            tally.Check(name, isRight);
        }

        tally.Report(output, $"JSON-Schema-Test-Suite, {draft}, optional", 1);
    }

    [Theory]
    [InlineData(SchemaDraft.Draft202012)]
    [InlineData(SchemaDraft.Draft7)]
    public void Schema_FormatCases_AreRightButForThoseListed(SchemaDraft draft)
    {
        var suite = new JsonSchemaSuite(draft);
        var tally = new Tally();
        foreach (var (name, isRight) in suite.Files("optional/format").SelectMany(file => suite.Cases(file, FormatMode.Assert)))
        {
            tally.Check(name, isRight);
        }

        tally.Report(output, $"JSON-Schema-Test-Suite, {draft}, formats", 1);
    }
}
