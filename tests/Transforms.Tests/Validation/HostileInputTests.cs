using System.Text;
using Gateway.Transforms.Validation;

namespace Gateway.Transforms.Tests.Validation;

/// <summary>
/// Inputs on which a quadratic or exponential judge would not come back within anyone's patience: that these tests end is what they show. None of
/// them reads a clock, which on a busy machine would judge the machine.
/// </summary>
public sealed class HostileInputTests
{
    [Fact]
    public void Branches_DoubledThirtyTimes_RunIntoTheBudget()
    {
        var defs = string.Join(",", Enumerable.Range(0, 30).Select(i => $$$"""
            "d{{{i}}}":{"allOf":[{"$ref":"#/$defs/d{{{i + 1}}}"},{"$ref":"#/$defs/d{{{i + 1}}}"}]}
            """));
        var schema = "{\"$ref\":\"#/$defs/d0\",\"$defs\":{" + defs + ",\"d30\":{\"type\":\"integer\"}}}";

        Schemas.IsValid(schema, "1").ShouldBeFalse();
        Schemas.Violations(schema, "1").ShouldHaveSingleItem().KeywordLocation.ShouldStartWith("/$ref/allOf/0/$ref/allOf/0");
    }

    [Fact]
    public void Branches_DoubledUnderNot_AreNotValidForTheirCost()
    {
        var defs = string.Join(",", Enumerable.Range(0, 30).Select(i => $$$"""
            "d{{{i}}}":{"allOf":[{"$ref":"#/$defs/d{{{i + 1}}}"},{"$ref":"#/$defs/d{{{i + 1}}}"}]}
            """));

        Schemas.IsValid("{\"not\":{\"$ref\":\"#/$defs/d0\"},\"$defs\":{" + defs + ",\"d30\":{\"type\":\"integer\"}}}", "1").ShouldBeFalse();
    }

    [Fact]
    public void Reference_ChainOfThousands_NeitherOverflowsNorPasses()
    {
        var defs = string.Join(",", Enumerable.Range(0, 20_000).Select(i => $"\"d{i}\":{{\"$ref\":\"#/$defs/d{i + 1}\"}}"));
        var plan = Schemas.Plan("{\"$ref\":\"#/$defs/d0\",\"$defs\":{" + defs + ",\"d20000\":true}}");

        using var body = Schemas.Body("1");
        plan.IsValid(body).ShouldBeFalse();
    }

    [Fact]
    public void Body_NestedHundredsDeep_IsJudged()
    {
        const string Schema = """{"properties":{"next":{"$ref":"#"}},"additionalProperties":false}""";
        const int Depth = 400;

        Schemas.IsValid(Schema, string.Concat(Enumerable.Repeat("{\"next\":", Depth)) + "{}" + new string('}', Depth)).ShouldBeTrue();
        Schemas.IsValid(Schema, string.Concat(Enumerable.Repeat("{\"next\":", Depth)) + "{\"a\":1}" + new string('}', Depth)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{"properties":{"next":{"$ref":"#"}},"required":["a","next"],"patternProperties":{"^n":{"oneOf":[{"$ref":"#"}]}}}""")]
    [InlineData("""{"$id":"urn:x","$dynamicAnchor":"m","anyOf":[{"patternProperties":{"^n":{"$dynamicRef":"#m"}}}],"unevaluatedProperties":false,"required":["next"],"$defs":{"y":{"$id":"urn:y","$dynamicAnchor":"m"}}}""")]
    [InlineData("""{"allOf":[{"anyOf":[{"oneOf":[{"not":{"not":{"if":{"dependentSchemas":{"next":{"properties":{"next":{"$ref":"#"}}}}},"else":false}}}]}]}],"unevaluatedProperties":{"type":"integer"}}""")]
    public void Evaluation_AsDeepAsItGoes_FitsASmallStack(string schema)
    {
        // A thread of a musl-based image has 1.5 MiB, and somebody else has used part of it.
        const int StackBytes = 768 * 1024;
        const int Depth = 900;
        var plan = Schemas.Plan(schema);
        using var body = Schemas.Body(string.Concat(Enumerable.Repeat("{\"a\":1,\"next\":", Depth)) + "{}" + new string('}', Depth));

        var valid = true;
        var thread = new Thread(() => valid = plan.IsValid(body) || plan.Validate(body, 5).Count == 0, StackBytes);
        thread.Start();
        thread.Join();

        valid.ShouldBeFalse();
    }

    [Fact]
    public void Array_OfHundredThousandItems_IsFoundUnique()
    {
        var items = Enumerable.Range(0, 100_000).Select(i => (i % 3) switch { 0 => $"{i}", 1 => $"\"{i}\"", _ => $"{{\"a\":{i},\"b\":[{i}]}}" }).ToList();
        Schemas.IsValid("{\"uniqueItems\":true}", "[" + string.Join(",", items) + "]").ShouldBeTrue();

        items.Add("{\"b\":[2.0],\"a\":20e-1}");
        Schemas.IsValid("{\"uniqueItems\":true}", "[" + string.Join(",", items) + "]").ShouldBeFalse();
    }

    [Fact]
    public void Objects_OfHundredThousandMembers_AreCompared()
    {
        var members = Enumerable.Range(0, 100_000).Select(i => $"\"m{i}\":{i}").ToList();
        var one = "{" + string.Join(",", members) + "}";
        members.Reverse();
        var other = "{" + string.Join(",", members) + "}";

        Schemas.IsValid("{\"uniqueItems\":true}", $"[{one},{other}]").ShouldBeFalse();
        Schemas.IsValid($"{{\"const\":{one}}}", other).ShouldBeTrue();
        Schemas.IsValid("""{"required":["m1"],"patternProperties":{"^m":{"type":"integer"}},"additionalProperties":false,"propertyNames":{"maxLength":9}}""", one).ShouldBeTrue();
    }

    [Theory]
    [InlineData("1e1000000000")]
    [InlineData("1e-1000000000")]
    [InlineData("1e9223372036854775807")]
    [InlineData("-1e-9999999999999999999999999999999")]
    [InlineData("0e9999999999999999999999999999999")]
    public void Number_OfHugeExponent_IsJudged(string number)
    {
        const string Schema = """{"items":{"type":["integer","number"],"multipleOf":0.01,"minimum":-1,"maximum":1},"uniqueItems":true}""";

        Schemas.IsValid(Schema, $"[{number}]");
        Schemas.IsValid("{\"type\":\"integer\",\"enum\":[1,2],\"multipleOf\":7}", number);
    }

    [Fact]
    public void Number_OfHundredThousandDigits_IsJudged()
    {
        var digits = new string('7', 100_000);

        Schemas.IsValid("{\"multipleOf\":7,\"minimum\":0}", digits).ShouldBeTrue();
        Schemas.IsValid("{\"multipleOf\":7}", digits + "1").ShouldBeFalse();
        Schemas.IsValid("{\"uniqueItems\":true}", $"[{digits},{digits}.5,{digits}0e-1]").ShouldBeFalse();
    }

    [Fact]
    public void Branches_DoubledUnderUnevaluated_RunIntoTheBudget()
    {
        var defs = string.Join(",", Enumerable.Range(0, 30).Select(i => $$$"""
            "d{{{i}}}":{"anyOf":[{"$ref":"#/$defs/d{{{i + 1}}}"},{"$ref":"#/$defs/d{{{i + 1}}}"}],"unevaluatedProperties":false}
            """));
        var schema = "{\"$ref\":\"#/$defs/d0\",\"$defs\":{" + defs + ",\"d30\":{\"properties\":{\"a\":true}}}}";

        Schemas.IsValid(schema, "{\"a\":1}").ShouldBeFalse();
    }

    [Fact]
    public void Enum_OfHundredThousandValues_IsLookedUp()
    {
        var values = Enumerable.Range(0, 100_000).Select(i => (i % 4) switch { 0 => $"{i}", 1 => $"{i}.5", 2 => $"[{i}]", _ => $"{{\"a\":{i}}}" }).ToList();
        var list = "[" + string.Join(",", values) + "]";

        Schemas.IsValid($"{{\"items\":{{\"enum\":{list}}}}}", list).ShouldBeTrue();
        Schemas.IsValid($"{{\"items\":{{\"enum\":{list}}}}}", "[1,100000]").ShouldBeFalse();
        Schemas.IsValid($"{{\"items\":{{\"enum\":{list}}}}}", "[0.0,15e-1,{\"a\":30e-1}]").ShouldBeTrue();
    }

    [Fact]
    public void Dependencies_OnThousandsOfMembers_AreOnePass()
    {
        var names = Enumerable.Range(0, 4000).Select(i => $"m{i}").ToList();
        var schema = "{\"dependentRequired\":{" + string.Join(",", names.Select((name, i) => $"\"{name}\":[\"{names[(i + 1) % names.Count]}\"]")) + "}}";
        var members = names.Select(name => $"\"{name}\":1").Concat(Enumerable.Range(0, 100_000).Select(i => $"\"x{i}\":1"));

        Schemas.IsValid(schema, "{" + string.Join(",", members) + "}").ShouldBeTrue();
        Schemas.IsValid(schema, "{\"m0\":1}").ShouldBeFalse();
    }

    [Fact]
    public void Pattern_ThatBacktracks_AgainstALongString_IsJudged()
    {
        var text = "\"" + new string('a', 1 << 20) + "!\"";

        Schemas.IsValid("{\"pattern\":\"(a+)+$\"}", text).ShouldBeFalse();
        Schemas.IsValid("{\"patternProperties\":{\"(a+)+$\":false}}", "{" + text + ":1}").ShouldBeTrue();
    }

    [Fact]
    public void Name_OfAMebibyte_IsJudged()
    {
        var name = new string('n', 1 << 20);

        Schemas.IsValid("{\"properties\":{\"a\":true},\"additionalProperties\":false}", $"{{\"{name}\":1}}").ShouldBeFalse();
        Schemas.IsValid($"{{\"required\":[\"{name}\"],\"unevaluatedProperties\":true,\"propertyNames\":{{\"minLength\":1048576}}}}", $"{{\"{name}\":1}}").ShouldBeTrue();
    }

    [Fact]
    public void Arrays_NestedThroughAMebibyte_AreJudged()
    {
        const int Depth = 300;
        var nested = new string('[', Depth) + new string(']', Depth);
        var body = "[" + string.Join(",", Enumerable.Repeat(nested, (1 << 20) / (2 * Depth))) + "]";

        Schemas.IsValid("""{"items":{"$ref":"#"},"uniqueItems":false,"unevaluatedItems":false}""", body).ShouldBeTrue();
        Schemas.IsValid("""{"items":{"items":{"$ref":"#"}},"contains":true,"minContains":0,"unevaluatedItems":false}""", body).ShouldBeTrue();
    }

    [Fact]
    public void Schema_ReferredToTenThousandTimes_IsCompiledOnce()
    {
        // Each definition refers twice to the next: unfolded, 2^5000 schemas.
        var defs = string.Join(",", Enumerable.Range(0, 5000).Select(i =>
            $"\"d{i}\":{{\"items\":{{\"$ref\":\"#/$defs/d{i + 1}\"}},\"contains\":{{\"$ref\":\"#/$defs/d{i + 1}\"}}}}"));

        Schemas.IsValid("{\"$ref\":\"#/$defs/d0\",\"$defs\":{" + defs + ",\"d5000\":true}}", "[[[1]]]").ShouldBeTrue();
    }

    [Fact]
    public void Patterns_OnThousandsOfMembers_RunIntoTheBudgetOnlyWhereTheyAreMany()
    {
        var body = "{" + string.Join(",", Enumerable.Range(0, 50_000).Select(i => $"\"y{i}\":1")) + "}";

        Schemas.IsValid(Patterns(12), body).ShouldBeTrue();
        Schemas.IsValid(Patterns(200), body).ShouldBeFalse();

        static string Patterns(int count) =>
            "{\"patternProperties\":{" + string.Join(",", Enumerable.Range(0, count).Select(i => $"\"^x{i}[0-9]*$\":true")) + "}}";
    }

    [Fact]
    public void Schema_WithTensOfThousandsOfReferences_CompilesInLinearTime()
    {
        const int Count = 20_000;
        var references = string.Join(",", Enumerable.Range(0, Count).Select(i => $"{{\"$ref\":\"#/$defs/a/prefixItems/{i}\"}}"));
        Schemas.Errors("{\"allOf\":[" + references + "],\"$defs\":{\"a\":{\"prefixItems\":[" + string.Join(",", Enumerable.Repeat("true", Count)) + "]}}}").ShouldBeEmpty();

        var resources = string.Join(",", Enumerable.Range(0, 5000).Select(i => $"\"d{i}\":{{\"$id\":\"urn:{i}\",\"$dynamicAnchor\":\"a\",\"items\":{{\"$dynamicRef\":\"#a\"}}}}"));
        Schemas.Errors("{\"$defs\":{" + resources + "}}").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{\"properties\":{\"NAME\":{\"allOf\":[LIST]}}}")]
    [InlineData("{\"const\":{\"NAME\":[LIST]}}")]
    [InlineData("{\"$ref\":\"#/x/NAME/allOf/0\",\"x\":{\"NAME\":{\"allOf\":[LIST]}}}")]
    public void Schema_WithALongNameAboveThousandsOfOthers_DoesNotHoldItForEach(string schema)
    {
        const int LongestMemory = 64 << 20;
        var json = Encoding.UTF8.GetBytes(schema
            .Replace("NAME", new string('n', 100_000), StringComparison.Ordinal)
            .Replace("LIST", string.Join(',', Enumerable.Repeat("{}", 10_000)), StringComparison.Ordinal));

        var before = GC.GetAllocatedBytesForCurrentThread();
        SchemaCompiler.Compile(json, new SchemaOptions()).Errors.ShouldBeEmpty();

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(LongestMemory);
    }

    [Theory]
    [InlineData("\"$ref\":\"a\"")]
    [InlineData("\"$id\":\"a\"")]
    public void Schema_WithALongAddress_IsAnErrorAndNotResolvedAgainst(string below)
    {
        const int LongestMemory = 64 << 20;
        var json = Encoding.UTF8.GetBytes(
            $"{{\"$id\":\"https://s.example/{new string('n', 100_000)}/\",\"allOf\":[{string.Join(',', Enumerable.Repeat($"{{{below}}}", 10_000))}]}}");

        var before = GC.GetAllocatedBytesForCurrentThread();
        var errors = SchemaCompiler.Compile(json, new SchemaOptions()).Errors;

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(LongestMemory);
        errors[0].Location.ShouldBe("/$id");
    }

    [Fact]
    public void Schema_WithTensOfThousandsOfAddresses_IsAnError() =>
        Schemas.Errors($"{{\"allOf\":[{string.Join(',', Enumerable.Range(0, 10_001).Select(static i => $"{{\"$id\":\"https://s.example/{i}\"}}"))}]}}")
            .ShouldContain(static error => error.Message.Contains("at most 10000", StringComparison.Ordinal));

    [Fact]
    public void Errors_BelowALongName_ShowItsBeginning()
    {
        const int LongestMemory = 64 << 20;
        var name = string.Concat(Enumerable.Repeat("\u00e9", 50_000));
        var json = Encoding.UTF8.GetBytes($"{{\"properties\":{{\"x{name}\":{{\"allOf\":[{string.Join(',', Enumerable.Repeat("1", 10_000))}]}}}}}}");

        var before = GC.GetAllocatedBytesForCurrentThread();
        var errors = SchemaCompiler.Compile(json, new SchemaOptions()).Errors;

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(LongestMemory);
        errors[0].Location.ShouldBe($"/properties/x{name[..127]}.../allOf/0");
    }

    [Fact]
    public void Schema_OfAnyBytes_NeverThrows()
    {
        const string Seed = """{"type":"object","properties":{"a":{"$ref":"#/$defs/x","pattern":"^[a-z]{2}$"}},"$defs":{"x":{"enum":[1,"a"]}},"required":["a"]}""";
        var state = 99u;
        for (var round = 0; round < 5000; round++)
        {
            var bytes = Encoding.UTF8.GetBytes(Seed);
            for (var change = 0; change <= round % 3; change++)
            {
                state = unchecked((state * 1664525) + 1013904223);
                bytes[(state >> 8) % bytes.Length] = (byte)" \"{}[],:0a#/$^(\\~-"[(int)((state >> 3) % 18)];
            }

            var compilation = SchemaCompiler.Compile(bytes, new SchemaOptions());
            (compilation.Plan is null).ShouldBe(compilation.Errors.Count > 0);
        }
    }

    [Fact]
    public void Plan_UsedByManyThreads_AnswersAlike()
    {
        var plan = Schemas.Plan("""{"properties":{"a":{"pattern":"^x+$","enum":["x","xx"]},"b":{"multipleOf":0.1}},"required":["a"]}""");

        Parallel.For(0, 2000, i =>
        {
            using var body = Schemas.Body(i % 2 == 0 ? """{"a":"xx","b":0.7}""" : """{"a":"xy","b":0.75}""");
            plan.IsValid(body).ShouldBe(i % 2 == 0);
        });
    }
}
