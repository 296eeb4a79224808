using System.Text;
using System.Text.Json;
using Gateway.Transforms.Guarding;
using Gateway.Transforms.Validation;

namespace Gateway.Conformance.Tests;

/// <summary>One draft of JSON-Schema-Test-Suite, the official one: its cases, and the documents that they refer to as <c>http://localhost:1234/</c>.</summary>
internal sealed class JsonSchemaSuite
{
    private const string RemotesUri = "http://localhost:1234/";

    private readonly string _tests;
    private readonly SchemaRoot _remotes;
    private readonly SchemaDraft _draft;

    public JsonSchemaSuite(SchemaDraft draft)
    {
        var suite = Suites.Find("json-schema-test-suite");
        _tests = Path.Combine(suite, "tests", draft == SchemaDraft.Draft7 ? "draft7" : "draft2020-12");
        _remotes = new SchemaRoot(RemotesUri, Path.Combine(suite, "remotes"));
        _draft = draft;
    }

    /// <summary>The files of a folder of the draft; of its own when none is named.</summary>
    public IEnumerable<string> Files(string folder = "") =>
        Directory.EnumerateFiles(Path.Combine(_tests, folder), "*.json").Order(StringComparer.Ordinal).Select(file => Path.GetRelativePath(_tests, file));

    /// <summary>The cases of a file, each named by what its file says of it, and whether it comes out as it should.</summary>
    public IEnumerable<(string Name, Func<bool> IsRight)> Cases(string file, FormatMode formats)
    {
        using var groups = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_tests, file)));
        foreach (var group in groups.RootElement.EnumerateArray())
        {
            var schema = Encoding.UTF8.GetBytes(group.GetProperty("schema").GetRawText());
            var compilation = new Lazy<SchemaCompilation>(() => SchemaCompiler.Compile(schema, new SchemaOptions(formats) { Draft = _draft, Reader = Read }));
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                var data = Encoding.UTF8.GetBytes(test.GetProperty("data").GetRawText());
                var expected = test.GetProperty("valid").GetBoolean();
                var name = $"{file} | {group.GetProperty("description").GetString()} | {test.GetProperty("description").GetString()}";
                yield return (name, () => IsRight(compilation.Value, data, expected));
            }
        }
    }

    private static bool IsRight(SchemaCompilation compilation, byte[] data, bool expected)
    {
        // Depth is never why a case is refused, and duplicate keys are the guard's affair.
        JsonGuard.TryRead(data, new JsonGuardOptions(1000, DuplicateKeys.Allow), out var body);
        using (body)
        {
            // A schema that does not compile accepts nothing, and cannot be right even where the case is to be refused.
            return compilation.Plan is { } plan
                && body is not null
                && plan.IsValid(body) == expected
                && plan.Validate(body, 10).Count == 0 == expected;
        }
    }

    private string? Read(string uri, out ReadOnlyMemory<byte> json)
    {
        json = default;
        if (!_remotes.TryFind(uri, out var path) || !File.Exists(path))
        {
            return "there is no such document";
        }

        json = File.ReadAllBytes(path);
        return null;
    }
}
