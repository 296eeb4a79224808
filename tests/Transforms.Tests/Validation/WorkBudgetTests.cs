namespace Gateway.Transforms.Tests.Validation;

/// <summary>
/// What looks at much of the body is counted for as much. Each schema visits one value four thousand times, which the budget allows for a small value
/// and not for a large one.
/// </summary>
public sealed class WorkBudgetTests
{
    private const int Megabyte = 1_000_000;

    public static TheoryData<string, string, string> Cases()
    {
        var members = "{\"k0\":1," + string.Join(",", Enumerable.Range(1, 10_000).Select(i => $"\"k{i}\":1")) + "}";
        var text = new string('a', Megabyte);
        return new TheoryData<string, string, string>
        {
            { """{"required":["k0"]}""", """{"k0":1}""", members },
            { """{"properties":{"k0":{"type":"integer"}}}""", """{"k0":1}""", members },
            { """{"dependentRequired":{"k0":["k1"]}}""", """{"k0":1,"k1":1}""", members },
            { """{"type":"integer"}""", "1.0", "1." + new string('0', Megabyte) },
            { $$"""{"enum":["a","{{text}}"]}""", "\"a\"", $"\"{text}\"" },
            { "{\"properties\":{\"" + text + "\":true}}", """{"a":1}""", $$"""{"{{text}}":1}""" },
            { "{\"dependentRequired\":{\"" + text + "\":[\"" + text + "\"]}}", """{"a":1}""", $$"""{"{{text}}":1}""" },
        };
    }

    [Fact]
    public void RegexFormat_OfClassesWithoutNumber_IsReadOnceAndNotWrittenOut()
    {
        // Written out, each class is ten thousand characters, and gathered from all of Unicode.
        var text = string.Concat(Enumerable.Repeat(@"\\p{L}", 1600));
        var body = "[" + string.Join(",", Enumerable.Repeat($"\"{text}\"", 500)) + "]";

        Schemas.IsValid("""{"items":{"format":"regex"}}""", body).ShouldBeTrue();
        Schemas.IsValid("""{"items":{"format":"regex"}}""", $"[\"{text}(\"]").ShouldBeFalse();
        Schemas.IsValid("""{"format":"regex"}""", $"\"{new string('a', 10_000)}\"").ShouldBeTrue();
        Schemas.IsValid("""{"format":"regex"}""", $"\"{new string('a', 10_001)}\"").ShouldBeFalse();
    }

    [Theory]
    [InlineData(@"\\S")]
    [InlineData(@"\\W")]
    [InlineData(@"\\P{L}")]
    public void RegexFormat_OfComplements_GathersNone(string escape)
    {
        using var body = Schemas.Body("\"[^" + string.Concat(Enumerable.Repeat(escape, 1500)) + "]\"");
        var plan = Schemas.Plan("""{"format":"regex"}""");
        plan.IsValid(body).ShouldBeTrue();

        // Two bytes for each of the text, twenty for the name of each property, and what is there but once. Gathered, a class has a dozen ranges or more.
        var before = GC.GetAllocatedBytesForCurrentThread();
        plan.IsValid(body).ShouldBeTrue();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(100_000);
    }

    [Fact]
    public void RegexFormat_OfManyShortTexts_IsCountedForEach()
    {
        var schema = "{\"items\":{\"allOf\":[" + string.Join(",", Enumerable.Range(0, 16).Select(static i => $$"""{"format":"regex","title":"{{i}}"}""")) + "]}}";

        Schemas.IsValid(schema, "[" + string.Join(",", Enumerable.Repeat("\"a\"", 100)) + "]").ShouldBeTrue();
        Schemas.IsValid(schema, "[" + string.Join(",", Enumerable.Repeat("\"a\"", 100_000)) + "]").ShouldBeFalse();
        Schemas.IsValid(schema.Replace("regex", "uuid", StringComparison.Ordinal), "[" + string.Join(",", Enumerable.Repeat($"\"{Guid.Empty}\"", 100_000)) + "]").ShouldBeTrue();
    }

    [Fact]
    public void Class_WhoseComplementIsSmall_IsCountedAsItIsGathered() =>
        Schemas.Errors("{\"pattern\":\"[^" + string.Concat(Enumerable.Repeat(@"\\P{L}", 1600)) + "]\"}").ShouldHaveSingleItem().Message.ShouldContain("too many classes");

    [Fact]
    public void Patterns_ThatAreTooLargeTogether_AreErrorsThatSaySo()
    {
        static string Of(int count, Func<int, string> pattern) =>
            "{\"allOf\":[" + string.Join(",", Enumerable.Range(0, count).Select(i => $$"""{"pattern":"{{pattern(i)}}"}""")) + "]}";

        Schemas.Errors(Of(1000, static i => $"(?:a{{0,9900}}){{1}}{i}"))[^1].Message.ShouldContain("together");
        Schemas.Errors(Of(1000, static i => string.Concat(Enumerable.Repeat("a{9999}", 7)) + i))[^1].Message.ShouldContain("together");
        Schemas.Errors(Of(1000, static _ => "(?:a{0,9900}){1}")).ShouldBeEmpty();
    }

    [Fact]
    public void Patterns_WithMoreTablesThanAreLookedFor_MatchAllTheSame()
    {
        var members = string.Join(",", Enumerable.Range(0, 200).Select(static i => $"\"^x{i}.*a.{{600}}[bc]\":false"));
        var schema = "{\"patternProperties\":{" + members + ",\"^[a-z]+z$\":false}}";

        Schemas.IsValid(schema, """{"ay":1}""").ShouldBeTrue();
        Schemas.IsValid(schema, """{"az":1}""").ShouldBeFalse();
        Schemas.IsValid(schema, "{\"x199a" + new string('b', 601) + "\":1}").ShouldBeFalse();
    }

    [Fact]
    public void Pattern_OfClassesWithoutNumber_IsAnError() =>
        Schemas.Errors("{\"pattern\":\"" + string.Concat(Enumerable.Repeat(@"\\p{L}", 1600)) + "\"}").ShouldHaveSingleItem().Message.ShouldContain("too many classes");

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void Value_VisitedThousandsOfTimes_IsCountedByItsSize(string keyword, string small, string large)
    {
        const int Levels = 12;
        var defs = string.Join(",", Enumerable.Range(0, Levels).Select(i => $$$"""
            "d{{{i}}}":{"allOf":[{"$ref":"#/$defs/d{{{i + 1}}}"},{"$ref":"#/$defs/d{{{i + 1}}}"}]}
            """));
        var schema = "{\"$ref\":\"#/$defs/d0\",\"$defs\":{" + defs + $",\"d{Levels}\":{keyword}}}}}";

        Schemas.IsValid(schema, small).ShouldBeTrue();
        Schemas.IsValid(schema, large).ShouldBeFalse();
        Schemas.IsValid(keyword, large).ShouldBeTrue();
    }
}
