using Gateway.Transforms.Validation;

namespace Gateway.Conformance.Tests;

/// <summary>JSON-Schema-Test-Suite, 2020-12 and draft-07: the counts are those of <c>docs/json-schema.md</c>.</summary>
public sealed class JsonSchemaSuiteTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, string> None = [];

    [Theory]
    [InlineData(SchemaDraft.Draft202012, 1299)]
    [InlineData(SchemaDraft.Draft7, 927)]
    public void Schema_RequiredCases_AreAllRight(SchemaDraft draft, int cases) => Run(draft, string.Empty, FormatMode.Annotate, None, cases);

    [Theory]
    [InlineData(SchemaDraft.Draft202012, 162)]
    [InlineData(SchemaDraft.Draft7, 118)]
    public void Schema_OptionalCases_AreRightButForThoseListed(SchemaDraft draft, int cases) =>
        Run(draft, "optional", FormatMode.Assert, draft == SchemaDraft.Draft7 ? JsonSchemaMisses.OptionalDraft7 : JsonSchemaMisses.Optional202012, cases);

    [Theory]
    [InlineData(SchemaDraft.Draft202012, 764)]
    [InlineData(SchemaDraft.Draft7, 676)]
    public void Schema_FormatCases_AreRightButForThoseListed(SchemaDraft draft, int cases) =>
        Run(draft, "optional/format", FormatMode.Assert, JsonSchemaMisses.Formats, cases);

    private void Run(SchemaDraft draft, string folder, FormatMode formats, IReadOnlyDictionary<string, string> misses, int cases)
    {
        var suite = new JsonSchemaSuite(draft);
        var whole = new Tally();
        foreach (var file in suite.Files(folder))
        {
            var tally = new Tally();
            foreach (var (name, isRight) in suite.Cases(file, formats))
            {
                tally.Check(name, isRight);
            }

            output.WriteLine($"{file}: {tally}");
            whole.Add(tally);
        }

        whole.Report(output, $"JSON-Schema-Test-Suite, {draft}, {(folder.Length == 0 ? "required" : folder)}", cases, misses);
    }
}
