namespace Gateway.Tests.Configuration;

/// <summary>A schema finds the documents that it refers to in the folders of <c>SchemaRoots</c>, and nowhere else.</summary>
public sealed class SchemaRootsTests
{
    private const string Roots = """ "SchemaRoots": [{ "Uri": "https://schemas.example.com/", "Directory": "shared" }] """;

    [Theory]
    [InlineData("https://schemas.example.com/common.json#/$defs/a")]
    [InlineData("https://schemas.example.com/deep/er.json")]
    [InlineData("https://schemas.example.com/%63ommon.json")]
    public async Task Reference_ToAFileBelow_Compiles(string reference)
    {
        using var bench = Bench(reference);

        ConfigurationBench.Errors(await bench.LoadAsync(Text(Roots))).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("https://schemas.example.com/absent.json", "absent.json does not exist")]
    [InlineData("https://schemas.example.com/../secret.json", "secret.json does not exist")]
    [InlineData("https://schemas.example.com/%2e%2e/secret.json", "no entry of SchemaRoots holds")]
    [InlineData("https://schemas.example.com/deep/..%2f..%2fsecret.json", "no entry of SchemaRoots holds")]
    [InlineData("https://schemas.example.com/%2e%2e%5csecret.json", "no entry of SchemaRoots holds")]
    [InlineData("https://schemas.example.com//etc/passwd", "no entry of SchemaRoots holds")]
    [InlineData("https://schemas.example.com/common.json?x", "no entry of SchemaRoots holds")]
    [InlineData("https://schemas.example.com/", "no entry of SchemaRoots holds")]
    [InlineData("https://elsewhere.example.com/common.json", "no entry of SchemaRoots holds")]
    [InlineData("file:///etc/passwd", "no entry of SchemaRoots holds")]
    [InlineData("common.json", "has no '$id'")]
    public async Task Reference_ToAnythingElse_IsAnErrorAtTheSchemasKey(string reference, string message)
    {
        using var bench = Bench(reference);

        var error = ConfigurationBench.Errors(await bench.LoadAsync(Text(Roots))).ShouldHaveSingleItem();

        error.Path.ShouldBe("Routes.r.Request.Schema");
        error.Message.ShouldStartWith($"{bench.PathOf("s.json")}: at /$ref: ");
        error.Message.ShouldContain(message);
    }

    [Fact]
    public async Task Reference_WithMistakesBehindIt_NamesTheDocument()
    {
        using var bench = Bench("https://schemas.example.com/bad.json");
        bench.Write("shared/bad.json", """{ "properties": { "a": { "type": "strnig" } } }""");

        var error = ConfigurationBench.Errors(await bench.LoadAsync(Text(Roots))).ShouldHaveSingleItem();

        error.Message.ShouldContain($"at https://schemas.example.com/bad.json#/properties/a/type ({bench.PathOf("shared/bad.json")}): ");
    }

    [Fact]
    public async Task Reference_WithASlipBehindIt_IsWarnedOfWithItsFile()
    {
        using var bench = Bench("https://schemas.example.com/slip.json");
        bench.Write("shared/slip.json", """{ "property": { "a": true } }""");

        var result = await bench.LoadAsync(Text(Roots));

        ConfigurationBench.Errors(result).ShouldBeEmpty();
        ConfigurationBench.Warnings(result).Single(static warning => warning.Path == "Routes.r.Request.Schema").Message.ShouldContain(
            $"at https://schemas.example.com/slip.json#/property ({bench.PathOf("shared/slip.json")}): 'property' is not a keyword and has no effect; did you mean 'properties'?");
    }

    [Fact]
    public async Task Schema_BelowARoot_HasItsAddressAndRefersToItsNeighbours()
    {
        using var bench = Bench("unused");
        bench.Write("shared/main.json", """{ "$ref": "common.json#/$defs/a" }""");

        ConfigurationBench.Errors(await bench.LoadAsync(Text(Roots).Replace("s.json", "shared/main.json", StringComparison.Ordinal))).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""[{ "Uri": »"schemas/", "Directory": "shared" }]""", "SchemaRoots[0].Uri", "expected an address that ends in a slash")]
    [InlineData("""[{ "Uri": »"https://schemas.example.com", "Directory": "shared" }]""", "SchemaRoots[0].Uri", "expected an address that ends in a slash")]
    [InlineData("""[{ "Uri": "https://a.example/", "Directory": »"absent" }]""", "SchemaRoots[0].Directory", "there is no folder")]
    [InlineData("""[»{ "Uri": "https://a.example/" }]""", "SchemaRoots[0].Directory", "this key is required")]
    [InlineData("""[{ "Uri": "https://a.example/", "Directory": ".", »"Folder": 1 }]""", "SchemaRoots[0].Folder", "unknown key")]
    [InlineData("""[{ "Uri": "https://a.example/", "Directory": "." }, { "Uri": »"https://a.example/", "Directory": "." }]""", "SchemaRoots[1].Uri", "another entry has this address")]
    [InlineData("""[»"https://a.example/"]""", "SchemaRoots[0]", "expected an object, found")]
    [InlineData("""»{ "https://a.example/": "." }""", "SchemaRoots", "expected an array of objects, found an object")]
    public async Task Root_Mistake_IsToldAtItsPlace(string marked, string path, string message)
    {
        using var bench = new ConfigurationBench();

        await bench.ShouldRefuseAsync(SampleText.With($""" "SchemaRoots": {marked} """), path, message);
    }

    private static ConfigurationBench Bench(string reference)
    {
        var bench = new ConfigurationBench();
        Directory.CreateDirectory(bench.PathOf("shared/deep"));
        bench.Write("secret.json", "true");
        bench.Write("shared/common.json", """{ "$defs": { "a": { "type": "object" } } }""");
        bench.Write("shared/deep/er.json", """{ "$ref": "../common.json" }""");
        bench.Write("s.json", $$"""{ "$ref": "{{reference}}" }""");
        return bench;
    }

    private static string Text(string roots) => SampleText.WithRequest("""{ "Schema": "s.json" }""")[..^1] + $",{roots} }}";
}
