using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Gateway.Tests.Shared;
using Gateway.Transforms.Validation;
using Gateway.Transforms.Validation.Patterns;

namespace Gateway.Transforms.Tests.Validation;

/// <summary>Matching by a table and step by step: both say what the framework's engine says, and the work is bounded.</summary>
public sealed class PatternMatcherTests
{
    /// <summary>Of very many states, whatever it is read with.</summary>
    private const string Exploding = "(?:a|b.{0,10}){10}[cd]";

    private static readonly string Adversarial = string.Concat(Enumerable.Repeat("abbabaab", 25_000));

    private static Gen<(string Pattern, string[] Texts)> Cases =>
        from pattern in Pattern(3)
        from texts in Gen.Choose(0, 7).SelectMany(static length => Gen.Elements('a', 'b', 'é').ArrayOf(length)).ArrayOf(20)
        select (pattern, texts.Select(static text => new string(text)).ToArray());

    [Fact]
    public void Pattern_OfAnyMake_MatchesAsTheFrameworkSaysByEitherWay()
    {
        var (matches, others, tables) = (0, 0, 0);
        Properties.Hold(Cases, given =>
        {
            var framework = new Regex(given.Pattern.Replace("$", @"\z", StringComparison.Ordinal), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            var program = Program(given.Pattern);
            var automaton = AutomatonBuilder.Build(program, new PatternBudget());
            tables += automaton is null ? 0 : 1;
            foreach (var text in given.Texts)
            {
                var utf8 = Encoding.UTF8.GetBytes(text);
                var allowance = long.MaxValue;
                var expected = framework.IsMatch(text);
                StepMatcher.IsMatch(program, utf8, ref allowance).ShouldBe(expected, $"/{given.Pattern}/ '{text}'");
                automaton?.IsMatch(utf8).ShouldBe(expected, $"/{given.Pattern}/ '{text}'");
                matches += expected ? 1 : 0;
                others += expected ? 0 : 1;
            }
        });
        matches.ShouldBeGreaterThan(0);
        others.ShouldBeGreaterThan(0);
        tables.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("^a{0}$", "", true)]
    [InlineData("^a{0}$", "a", false)]
    [InlineData("^(?:a{0}b|c{0,0}){2}$", "bb", true)]
    [InlineData("^(?:a{0}b|c{0,0}){2}$", "ab", false)]
    [InlineData("(?:[^a]{1,3}|(?:(?:b{0}a?a{0}){0}[^a]{0}){0,2}){2,}", "", true)]
    public void Pattern_WithWhatIsRepeatedNever_MatchesWithoutIt(string pattern, string text, bool expected)
    {
        var program = Program(pattern);
        var allowance = long.MaxValue;

        StepMatcher.IsMatch(program, Encoding.UTF8.GetBytes(text), ref allowance).ShouldBe(expected);
        AutomatonBuilder.Build(program, new PatternBudget()).ShouldNotBeNull().IsMatch(Encoding.UTF8.GetBytes(text)).ShouldBe(expected);
    }

    [Fact]
    public void Text_ThatMatches_IsBorneOrRefusedByItsLength()
    {
        var schema = $$"""{"pattern":"{{Exploding}}"}""";

        Schemas.IsValid(schema, $"\"{Adversarial[..1000]}d\"").ShouldBeTrue();
        Schemas.IsValid(schema, $"\"{Adversarial[..20_000]}d\"").ShouldBeFalse();
    }

    [Theory]
    [InlineData(@"^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$")]
    [InlineData(@"^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$")]
    [InlineData(@"^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$")]
    [InlineData(@"^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-][01]\d:[0-5]\d)$")]
    [InlineData(@"^(?:(?:[0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}|(?:[0-9a-fA-F]{1,4}:){1,7}:|(?:[0-9a-fA-F]{1,4}:){1,6}:[0-9a-fA-F]{1,4}|(?:[0-9a-fA-F]{1,4}:){1,5}(?::[0-9a-fA-F]{1,4}){1,2}|(?:[0-9a-fA-F]{1,4}:){1,4}(?::[0-9a-fA-F]{1,4}){1,3}|(?:[0-9a-fA-F]{1,4}:){1,3}(?::[0-9a-fA-F]{1,4}){1,4}|(?:[0-9a-fA-F]{1,4}:){1,2}(?::[0-9a-fA-F]{1,4}){1,5}|[0-9a-fA-F]{1,4}:(?::[0-9a-fA-F]{1,4}){1,6}|:(?:(?::[0-9a-fA-F]{1,4}){1,7}|:))$")]
    [InlineData(@"^\p{L}[\p{L}\p{M}' -]{0,99}$")]
    [InlineData(@"^[^\n]{1,10000}$")]
    public void Pattern_ThatPeopleWrite_IsATable(string pattern) => AutomatonBuilder.Build(Program(pattern), new PatternBudget()).ShouldNotBeNull();

    [Theory]
    [InlineData(Exploding)]
    [InlineData(@"(?:a|b.{0,50}){2}[cd]")]
    [InlineData(@"^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?e)*[a-z]*c")]
    [InlineData(@"a.{40}b")]
    public void Pattern_OfTooManyStates_IsRunStepByStepAndMatches(string pattern)
    {
        AutomatonBuilder.Build(Program(pattern), new PatternBudget()).ShouldBeNull();

        Schemas.IsValid($$"""{"pattern":"{{pattern}}"}""", $"\"{new string('a', 50)}c{new string('b', 50)}c\"").ShouldBeTrue();
        Schemas.IsValid($$"""{"pattern":"{{pattern}}"}""", $"\"{new string('x', 100_000)}\"").ShouldBeFalse();
    }

    [Fact]
    public void Match_ThatCostsMoreThanAllowed_IsGivenUp()
    {
        TextPattern.TryCreate(Exploding, new PatternBudget(), out var pattern, out _).ShouldBeTrue();
        var text = Encoding.UTF8.GetBytes("aaaaaaaaaaaac");
        long enough = 10_000;
        long few = 20;

        pattern.ShouldNotBeNull().IsMatch(text, ref enough).ShouldBeTrue();
        pattern.IsMatch(text, ref few).ShouldBeFalse();

        enough.ShouldBeInRange(1, 9_999);
        few.ShouldBeLessThan(0);
    }

    [Theory]
    [InlineData("""{"pattern":"<>"}""", "/pattern")]
    [InlineData("""{"not":{"pattern":"<>"}}""", "/not/pattern")]
    [InlineData("""{"if":{"pattern":"<>"},"then":true,"else":true}""", "/if/pattern")]
    [InlineData("""{"anyOf":[{"pattern":"<>"},true]}""", "/anyOf/0/pattern")]
    [InlineData("""{"oneOf":[{"pattern":"<>"},true]}""", "/oneOf/0/pattern")]
    [InlineData("""{"not":{"pattern":"^(?![^]*<>)"}}""", "/not/pattern")]
    [InlineData("""{"allOf":[{"pattern":"<>"},{"pattern":"<>"}]}""", "/allOf/0/pattern")]
    public void Text_ThatAPatternCannotBear_IsRefusedOnceByTheKeyword(string schema, string location) =>
        ShouldBeGivenUp(schema, $"\"{Adversarial}\"", string.Empty, location);

    [Theory]
    [InlineData("""{"contains":{"pattern":"<>"}}""", "/0", "/contains/pattern")]
    [InlineData("""{"items":{"not":{"pattern":"<>"}}}""", "/0", "/items/not/pattern")]
    public void Element_ThatAPatternCannotBear_IsRefusedOnceByTheKeyword(string schema, string instance, string location) =>
        ShouldBeGivenUp(schema, $"[\"{Adversarial}\",\"{Adversarial}\"]", instance, location);

    [Theory]
    [InlineData("""{"patternProperties":{"<>":false}}""", "/patternProperties/<>")]
    [InlineData("""{"not":{"patternProperties":{"<>":true}}}""", "/not/patternProperties/<>")]
    [InlineData("""{"propertyNames":{"not":{"pattern":"<>"}}}""", "/propertyNames/not/pattern")]
    public void Name_ThatAPatternCannotBear_IsRefusedOnceByTheKeyword(string schema, string location)
    {
        var violation = GivenUp(schema, $$"""{"{{Adversarial}}":1}""");

        violation.KeywordLocation.ShouldBe(location.Replace("<>", Exploding, StringComparison.Ordinal));
    }

    private static void ShouldBeGivenUp(string schema, string json, string instance, string location)
    {
        var violation = GivenUp(schema, json);

        violation.InstanceLocation.ShouldBe(instance);
        violation.KeywordLocation.ShouldBe(location);
    }

    private static SchemaViolation GivenUp(string schema, string json)
    {
        using var body = Schemas.Body(json);
        var plan = Schemas.Plan(schema.Replace("<>", Exploding, StringComparison.Ordinal));

        plan.IsValid(body).ShouldBeFalse();
        return plan.Validate(body, 100).ShouldHaveSingleItem();
    }

    private static PatternProgram Program(string pattern) =>
        PatternCompiler.Compile(PatternTranslator.Translate(pattern).Pattern.ShouldNotBeNull(), new PatternBudget()).ShouldNotBeNull();

    private static Gen<string> Pattern(int depth)
    {
        // Without {0}: the framework's engine says that the last pattern of the test below does not match nothing, which it does.
        var quantifiers = Gen.Elements("", "", "*", "+", "?", "{2}", "{0,2}", "{1,3}", "{2,}");
        var letters = Gen.Elements("a", "b", "é", "[ab]", "[^a]");
        var atoms = depth == 0 ? letters : Gen.Frequency((3, letters), (2, Pattern(depth - 1).Select(static inner => $"(?:{inner})")));
        var repeated = from atom in atoms from quantifier in quantifiers select atom + quantifier;
        var part = Gen.Frequency((5, repeated), (1, Gen.Elements("^", "$")));
        var sequence = Gen.Choose(1, 3).SelectMany(count => part.ArrayOf(count)).Select(static parts => string.Concat(parts));
        return Gen.Choose(1, 2).SelectMany(count => sequence.ArrayOf(count)).Select(static parts => string.Join('|', parts));
    }
}
