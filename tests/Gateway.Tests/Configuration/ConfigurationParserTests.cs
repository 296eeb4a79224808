using System.Text;
using Gateway.Configuration;
using Gateway.Configuration.Reading;

namespace Gateway.Tests.Configuration;

public sealed class ConfigurationParserTests
{
    [Theory]
    [InlineData("{ \"a\": 1,», }", "not valid JSON")]
    [InlineData("{\n  \"a\" »1 }", "not valid JSON")]
    [InlineData("{\n  // why\n  \"a\": n»ope }", "neither true, false nor null")]
    [InlineData("{\n  /* two\n lines */ \"a\": t»oken }", "neither true, false nor null")]
    [InlineData("{\n  \"ä\": \"ö\", \"a\": »x }", "not valid JSON")]
    [InlineData("{\n  \"a\": [ 1, 2 »}", "not valid JSON")]
    [InlineData("{\n  \"a\": 1\n}\n»{}", "not valid JSON")]
    [InlineData("{\n  \"a\": 0»1 }", "not valid JSON")]
    [InlineData("{\n  \"a\": \"tab»\thi\" }", "invalid within a JSON string")]
    [InlineData("{\n  \"a\": »\"\\ud800\" }", "surrogate")]
    [InlineData("{\n  »\"\\ud800\": 1 }", "surrogate")]
    [InlineData("{\n  \"a\": true", "»open JSON object")]
    [InlineData("{\n  \"a\": [\ntrue", "»open JSON object")]
    [InlineData("{\n  \"a\": { \"b\": 1,\n    »\"b\": 2 } }", "the key is there twice; the first is at f.json:2:10")]
    [InlineData("{\n  \"a\": [ 1, { \"b\": 1, »\"b\": 2 } ] }", "the key is there twice")]
    [InlineData("// nothing\n»", "nothing but comments")]
    [InlineData("»", "the file is empty")]
    [InlineData("»\n\n  \t\r\n", "the file is empty")]
    public void Parse_NotAConfiguration_PointsAtTheMistake(string marked, string message)
    {
        // A file that was cut off has its mistake at the end.
        var text = new MarkedText(message[0] == '»' ? marked + '»' : marked);

        var problem = Problems(Encoding.UTF8.GetBytes(text.Text)).ShouldHaveSingleItem();

        problem.Message.ShouldContain(message.TrimStart('»'), Case.Sensitive);
        problem.Location.ShouldBe(new SourceLocation("f.json", text.Line, text.Column), problem.ToString());
    }

    [Theory]
    [InlineData("{ \"a\": 1 }")]
    [InlineData("/* before */ { // here\n \"a\": [1, 2, ], }\n// after")]
    [InlineData("{}")]
    public void Parse_CommentsAndTrailingCommas_AreAllowed(string text)
    {
        var problems = new ProblemList();

        ConfigurationParser.Parse(Encoding.UTF8.GetBytes(text), "f.json", problems).ShouldBeOfType<ObjectNode>();

        problems.All.ShouldBeEmpty();
    }

    [Fact]
    public void Parse_EveryKindOfValue_KnowsWhereItStands()
    {
        const string Text = "{\n  \"text\": \"x\",\n  \"number\": 1.50, \"yes\": true, \"no\": false,\n  \"null\": null, \"list\": [ {} ]\n}";

        var root = ConfigurationParser.Parse(Encoding.UTF8.GetBytes(Text), "f.json", new ProblemList()).ShouldBeOfType<ObjectNode>();

        root.Members.Select(static member => $"{member.KeyLocation.Line}:{member.KeyLocation.Column} {member.Value.Location.Line}:{member.Value.Location.Column} {member.Value.Kind}").ShouldBe(
        [
            "2:3 2:11 a string",
            "3:3 3:13 a number",
            "3:19 3:26 a boolean",
            "3:32 3:38 a boolean",
            "4:3 4:11 null",
            "4:17 4:25 an array",
        ]);
        root.Find("list").ShouldBeOfType<ArrayNode>().Items.ShouldHaveSingleItem().Location.ShouldBe(new SourceLocation("f.json", 4, 27));
        root.Find("number").ShouldBeOfType<ScalarNode>().Text.ShouldBe("1.50");
    }

    [Theory]
    [InlineData("{ \"a\": »x }")]
    [InlineData("{ \"a\": 1, »\"a\": 2 }")]
    [InlineData("{ \"a\": »\"\\udc00\" }")]
    [InlineData("{\n \"a\": »x }")]
    public void Parse_ByteOrderMark_IsNotAColumn(string marked)
    {
        var text = new MarkedText(marked);

        var problem = Problems([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text.Text)]).ShouldHaveSingleItem();

        problem.Location.ShouldBe(new SourceLocation("f.json", text.Line, text.Column));
    }

    [Fact]
    public void Parse_OnlyAByteOrderMark_IsEmpty() =>
        Problems(Encoding.UTF8.GetPreamble()).ShouldHaveSingleItem().Message.ShouldContain("the file is empty");

    [Fact]
    public void Parse_NotUtf8_PointsAtTheFirstByteThatIsNot()
    {
        var latin1 = Encoding.Latin1.GetBytes("{\n  \"a\": \"caf\u00e9\" }");

        var problem = Problems(latin1).ShouldHaveSingleItem();

        problem.Message.ShouldBe("the file is not UTF-8 text");
        problem.Location.ShouldBe(new SourceLocation("f.json", 2, 12));
    }

    [Fact]
    public void Parse_Utf16_IsRefused() =>
        Problems([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("{}")]).ShouldHaveSingleItem().ToString().ShouldBe("f.json:1:1: error: the file is not UTF-8 text");

    [Fact]
    public void Parse_NestedTooDeeply_IsRefused() =>
        Problems(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("[", 65)) + string.Concat(Enumerable.Repeat("]", 65))))
            .ShouldHaveSingleItem().Message.ShouldContain("depth");

    [Theory]
    [InlineData("»[]", "an array")]
    [InlineData("\n »\"text\"", "a string")]
    [InlineData("»1", "a number")]
    [InlineData("»null", "null")]
    public async Task Load_RootThatIsNoObject_IsRefused(string marked, string found)
    {
        using var bench = new ConfigurationBench();

        await bench.ShouldRefuseAsync(marked, string.Empty, $"expected an object, found {found}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public async Task Load_NoPath_IsAProblemNotAnException(string path)
    {
        using var secrets = new Gateway.Transforms.Secrets.SecretStore(TimeProvider.System);
        var loader = new Gateway.Configuration.ConfigurationLoader(new(path, [], new Dictionary<string, string>()), secrets, TimeProvider.System);

        var result = await loader.LoadAsync(SecretNeed.Local, TestContext.Current.CancellationToken);

        result.Problems.ShouldHaveSingleItem().ToString().ShouldBe("--config: error: a path is required, such as --config config/gateway.json");
    }

    [Fact]
    public async Task Load_NoFile_NamesItAndSaysThatThereWasNone()
    {
        using var secrets = new Gateway.Transforms.Secrets.SecretStore(TimeProvider.System);
        var loader = new Gateway.Configuration.ConfigurationLoader(new("none/gateway.json", [], new Dictionary<string, string>()), secrets, TimeProvider.System);

        var result = await loader.LoadAsync(SecretNeed.Local, TestContext.Current.CancellationToken);

        result.Generation.ShouldBeNull();
        result.Problems.ShouldHaveSingleItem().ToString().ShouldMatch("^none/gateway.json: error: file .* does not exist$");
        result.FoundNothing.ShouldBeTrue();
    }

    private static IReadOnlyList<ConfigurationProblem> Problems(byte[] text)
    {
        var problems = new ProblemList();
        ConfigurationParser.Parse(text, "f.json", problems);
        return problems.All;
    }
}
