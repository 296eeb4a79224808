using System.Text;
using Gateway.Configuration.Reading;

namespace Gateway.Tests.Configuration;

public sealed class SectionReaderTests
{
    [Theory]
    [InlineData("""{ »"Tetx": "x" }""", "Tetx", "unknown key; did you mean 'Text'?")]
    [InlineData("""{ »"text": "x" }""", "text", "unknown key; did you mean 'Text'?")]
    [InlineData("""{ »"Elsewhere": "x" }""", "Elsewhere", "unknown key")]
    [InlineData("""{ "Section": { "Inner": "x", »"Iner": "y" } }""", "Section.Iner", "unknown key; did you mean 'Inner'?")]
    [InlineData("""{ "Text": »null }""", "Text", "null says nothing: leave the key out")]
    [InlineData("""{ "List": »null }""", "List", "null says nothing: leave the key out")]
    [InlineData("""{ "Section": »null }""", "Section", "null says nothing: leave the key out")]
    [InlineData("""{ "Sections": { "a": »null } }""", "Sections.a", "null says nothing: leave the key out")]
    [InlineData("""{ "Text": »5 }""", "Text", "expected a string, found a number")]
    [InlineData("""{ "Text": »"" }""", "Text", "expected a string that is not empty, found an empty string")]
    [InlineData("""{ "Text": »"a\u0000b" }""", "Text", "expected a string without control characters, found one with them")]
    [InlineData("""{ "Text": »["x"] }""", "Text", "expected a string, found an array")]
    [InlineData("""{ "Flag": »"true" }""", "Flag", "expected true or false, found a string")]
    [InlineData("""{ "Flag": »1 }""", "Flag", "expected true or false, found a number")]
    [InlineData("""{ "Number": »0 }""", "Number", "expected a whole number from 1 to 9, found 0")]
    [InlineData("""{ "Number": »10 }""", "Number", "expected a whole number from 1 to 9, found 10")]
    [InlineData("""{ "Number": »1.5 }""", "Number", "expected a whole number from 1 to 9, found 1.5")]
    [InlineData("""{ "Number": »99999999999999999999 }""", "Number", "expected a whole number from 1 to 9, found 99999999999999999999")]
    [InlineData("""{ "Number": »"5" }""", "Number", "expected a whole number from 1 to 9, found a string")]
    [InlineData("""{ "Size": »"64KB" }""", "Size", "expected a size such as 512, 64KiB, 1MiB or 1GiB, found '64KB'")]
    [InlineData("""{ "Size": »"0" }""", "Size", "expected a size from 1 to 1MiB, found '0'")]
    [InlineData("""{ "Size": »2000000 }""", "Size", "expected a size from 1 to 1MiB, found 2000000")]
    [InlineData("""{ "Size": »true }""", "Size", "expected a size such as 512, 64KiB, 1MiB or 1GiB, found a boolean")]
    [InlineData("""{ "Duration": »"10" }""", "Duration", "expected a duration such as 500ms, 10s, 5m or 24h, found '10'")]
    [InlineData("""{ "Duration": »10 }""", "Duration", "expected a duration such as 500ms, 10s, 5m or 24h, found a number")]
    [InlineData("""{ "Duration": »"0s" }""", "Duration", "expected a duration longer than 0 and at most 5m, found '0s'")]
    [InlineData("""{ "Duration": »"6m" }""", "Duration", "expected a duration longer than 0 and at most 5m, found '6m'")]
    [InlineData("""{ "Choice": »"Red" }""", "Choice", "expected one of red, green, found 'Red'")]
    [InlineData("""{ "Choice": »7 }""", "Choice", "expected one of red, green, found a number")]
    [InlineData("""{ "Choice": »"7" }""", "Choice", "expected one of red, green, found '7'")]
    [InlineData("""{ "List": »"x" }""", "List", "expected an array of strings, found a string")]
    [InlineData("""{ "List": »{} }""", "List", "expected an array of strings, found an object")]
    [InlineData("""{ "List": ["x", »5] }""", "List[1]", "expected a string that is not empty, found 5")]
    [InlineData("""{ "List": [»""] }""", "List[0]", "expected a string that is not empty, found an empty string")]
    [InlineData("""{ "List": ["x", »null] }""", "List[1]", "expected a string that is not empty, found null")]
    [InlineData("""{ "List": [»[]] }""", "List[0]", "expected a string that is not empty, found an array")]
    [InlineData("""{ "Map": »[] }""", "Map", "expected an object, found an array")]
    [InlineData("""{ "Map": { "$.a": »1 } }""", "Map['$.a']", "expected a string, found a number")]
    [InlineData("""{ "Section": »{} }""", "Section", "the section is empty: leave it out, or say what it is to do")]
    [InlineData("""{ "Section": »[] }""", "Section", "expected an object, found an array")]
    [InlineData("""{ "Section": »"x" }""", "Section", "expected an object, found a string")]
    [InlineData("""{ "Sections": »[] }""", "Sections", "expected an object, found an array")]
    [InlineData("""{ "Sections": { "a": »{} } }""", "Sections.a", "the section is empty: leave it out, or say what it is to do")]
    [InlineData("""{ "Sections": { "a": »[] } }""", "Sections.a", "expected an object, found an array")]
    [InlineData("""{ "Sections": { »"": { "Inner": "x" } } }""", "Sections['']", "a name may not be empty")]
    [InlineData("""{ "Sections": { "report": { "Inner": "x" }, »"Report": { "Inner": "x" } } }""", "Sections.Report", "'report' differs from it in case only")]
    [InlineData("""{ "Later": »{ "a": 1 } }""", "Later", "this version of Gateway does not have this yet; only off is accepted: remove the key")]
    [InlineData("""{ "Later": »"on" }""", "Later", "this version of Gateway does not have this yet; only off is accepted: remove the key")]
    [InlineData("""{ "Never": »false }""", "Never", "this version of Gateway does not have this yet: remove the key")]
    public void Read_ValueThatDoesNotFit_PointsAtIt(string marked, string path, string message)
    {
        var text = new MarkedText(marked);

        var problem = Read(text.Text).ShouldHaveSingleItem();

        problem.Path.ShouldBe(path);
        problem.Message.ShouldBe(message);
        problem.Location.ShouldBe(new SourceLocation("f.json", text.Line, text.Column));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "Text": "x", "Flag": true, "Number": 9, "Size": "1MiB", "Duration": "5m", "Choice": "green" }""")]
    [InlineData("""{ "Size": 512, "List": [], "Map": {}, "Sections": {}, "Later": "off" }""")]
    [InlineData("""{ "List": ["a"], "Map": { "any key, even a.b": "x" }, "Sections": { "a": { "Inner": "x" } }, "Section": { "Inner": "x" } }""")]
    public void Read_ValuesThatFit_ReportsNothing(string text) => Read(text).ShouldBeEmpty();

    [Fact]
    public void Read_ManyMistakes_ReportsAllOfThem() =>
        Read("""{ "Text": 1, "Flag": 2, "Number": true, "Elsewhere": 3, "Section": { "Inner": false } }""").Count.ShouldBe(5);

    [Fact]
    public void RequiredText_Absent_PointsAtTheSection()
    {
        var problems = new ProblemList();
        var root = (ObjectNode)ConfigurationParser.Parse("{\n  \"Section\": { \"Other\": 1 }\n}"u8.ToArray(), "f.json", problems)!;
        var section = new SectionReader(root, KeyPath.Root, problems).Section("Section").ShouldNotBeNull();

        section.RequiredText("Name").ShouldBeEmpty();

        problems.All.ShouldHaveSingleItem().ToString().ShouldBe("f.json:2:14: error: Section.Name: this key is required");
    }

    [Theory]
    [InlineData("""{ "Choice": "hunter2" }""")]
    [InlineData("""{ "Number": "hunter2" }""")]
    [InlineData("""{ "List": [7777777] }""")]
    [InlineData("""{ "Section": { "Inner": 7777777 } }""")]
    [InlineData("""{ "Section": "hunter2" }""")]
    [InlineData("""{ "Sections": { "a": "hunter2" } }""")]
    [InlineData("""{ "Flag": 7777777 }""")]
    public void Read_SensitiveSection_RepeatsNoValue(string text)
    {
        var problem = Read(text, isSensitive: true).ShouldHaveSingleItem();

        problem.ToString().ShouldNotContain("hunter2");
        problem.ToString().ShouldNotContain("7777777");
    }

    /// <summary>Reads a section that has one key of each type.</summary>
    private static IReadOnlyList<ConfigurationProblem> Read(string text, bool isSensitive = false)
    {
        var problems = new ProblemList();
        var root = (ObjectNode)ConfigurationParser.Parse(Encoding.UTF8.GetBytes(text), "f.json", problems)!;
        var section = new SectionReader(root, KeyPath.Root, problems, isSensitive);
        section.Text("Text");
        section.Flag("Flag");
        section.Integer("Number", 1, 1, 9);
        section.Size("Size", 1, 1 << 20);
        section.Duration("Duration", TimeSpan.Zero, TimeSpan.FromMinutes(5));
        section.Choice("Choice", 0, ("red", 0), ("green", 1));
        section.TextList("List");
        section.TextMap("Map");
        section.NotBuilt("Later", "off");
        section.NotBuilt("Never");
        if (section.Section("Section") is { } inner)
        {
            inner.Text("Inner");
            inner.Finish();
        }

        foreach (var (_, entry) in section.SectionMap("Sections"))
        {
            entry.Text("Inner");
            entry.Finish();
        }

        section.Finish();
        return problems.All;
    }
}
