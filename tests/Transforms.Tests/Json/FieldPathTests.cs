using System.Text;
using Gateway.Tests.Shared;
using Gateway.Transforms.Json;

namespace Gateway.Transforms.Tests.Json;

public sealed class FieldPathTests
{
    [Theory]
    [InlineData("$", "")]
    [InlineData("$.email", "email")]
    [InlineData("$.a.b_c.d9", "a|b_c|d9")]
    [InlineData("$._x", "_x")]
    [InlineData("$.größe", "größe")]
    [InlineData("$.😀", "😀")]
    [InlineData("$['a b']", "a b")]
    [InlineData("$[\"a b\"].c", "a b|c")]
    [InlineData("$['']", "")]
    [InlineData("$['it\\'s']", "it's")]
    [InlineData("$[\"say \\\"x\\\"\"]", "say \"x\"")]
    [InlineData("$['\"']", "\"")]
    [InlineData("$[\"'\"]", "'")]
    [InlineData("$['\\b\\f\\n\\r\\t\\/\\\\']", "\b\f\n\r\t/\\")]
    [InlineData("$['\\u00e9\\u00E9']", "éé")]
    [InlineData("$['\\ud83d\\ude00']", "😀")]
    [InlineData("$['a.b[0]']", "a.b[0]")]
    public void TryParse_Names_AreRead(string text, string names)
    {
        var path = Parse(text);

        string.Join('|', path.Segments.Select(static segment => segment.Name)).ShouldBe(names);
        path.ToString().ShouldBe(text);
    }

    [Fact]
    public void TryParse_Elements_AreRead()
    {
        var path = Parse("$.items[*].lines[0][17]");

        path.Segments.ShouldBe(
        [
            FieldPathSegment.Member("items"), FieldPathSegment.AnyItem, FieldPathSegment.Member("lines"), FieldPathSegment.Item(0), FieldPathSegment.Item(17),
        ]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("email")]
    [InlineData(".email")]
    [InlineData(" $.a")]
    [InlineData("$a")]
    [InlineData("$.")]
    [InlineData("$.a.")]
    [InlineData("$..a")]
    [InlineData("$.*")]
    [InlineData("$.9a")]
    [InlineData("$.a-b")]
    [InlineData("$.a b")]
    [InlineData("$[")]
    [InlineData("$[]")]
    [InlineData("$[0")]
    [InlineData("$[-1]")]
    [InlineData("$[-0]")]
    [InlineData("$[01]")]
    [InlineData("$[+1]")]
    [InlineData("$[1e1]")]
    [InlineData("$[99999999999]")]
    [InlineData("$[0:2]")]
    [InlineData("$[0,1]")]
    [InlineData("$[?@.a]")]
    [InlineData("$[a]")]
    [InlineData("$['a]")]
    [InlineData("$['a'")]
    [InlineData("$['a','b']")]
    [InlineData("$['\\")]
    [InlineData("$['\\x']")]
    [InlineData("$['\\\"']")]
    [InlineData("$[\"\\'\"]")]
    [InlineData("$['\\u12']")]
    [InlineData("$['\\u12g4']")]
    [InlineData("$['a\nb']")]
    [InlineData("$['a\u001fb']")]
    public void TryParse_AnythingElse_IsRefusedInWords(string text)
    {
        FieldPath.TryParse(text, out var path).ShouldNotBeNullOrEmpty();
        path.ShouldBeNull();
    }

    [Theory]
    [InlineData("$['\\ud800']")]
    [InlineData("$['\\ude00\\ud83d']")]
    [InlineData("$[\"a\\udc00\"]")]
    public void TryParse_HalfASurrogatePair_IsRefused(string text)
    {
        // It would be compared as U+FFFD, which is another field's name.
        FieldPath.TryParse(text, out var path).ShouldNotBeNullOrEmpty();
        path.ShouldBeNull();
    }

    [Theory]
    [InlineData('\ud800')]
    [InlineData('\udc00')]
    public void TryParse_HalfASurrogatePairUnescaped_IsRefused(char half)
    {
        FieldPath.TryParse($"$.a{half}", out _).ShouldNotBeNullOrEmpty();
        FieldPath.TryParse($"$['{half}']", out _).ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("$", "{\"a\":{\"b\":[10,{\"c\":20}]},\"d e\":30,\"\\u0066\":40}")]
    [InlineData("$.a.b", "[10,{\"c\":20}]")]
    [InlineData("$.a.b[0]", "10")]
    [InlineData("$.a['b'][1].c", "20")]
    [InlineData("$['d e']", "30")]
    [InlineData("$.f", "40")]
    [InlineData("$.missing", null)]
    [InlineData("$.a.b.c", null)]
    [InlineData("$.a[0]", null)]
    [InlineData("$.a.b[2]", null)]
    [InlineData("$.a.b[0].c", null)]
    [InlineData("$.a.b[*]", null)]
    [InlineData("$.A", null)]
    public void TryFind_Path_FindsTheOnePlaceItNames(string path, string? expected)
    {
        using var tape = TestTape.Read("{\"a\":{\"b\":[10,{\"c\":20}]},\"d e\":30,\"\\u0066\":40}");

        var found = Parse(path).TryFind(tape, out var index);

        found.ShouldBe(expected is not null);
        if (found)
        {
            Encoding.UTF8.GetString(tape.Raw(index)).ShouldBe(expected);
        }
    }

    [Fact]
    public void Of_EveryPosition_LeadsBackToItAndPrintsSo() => Properties.Hold(JsonGen.Texts, static text =>
    {
        using var tape = TestTape.Read(text);
        for (var i = 0; i < tape.Count; i++)
        {
            // A name stands for the member that it names.
            var expected = tape.KindOf(i) == JsonKind.Name ? i + 1 : i;

            var path = FieldPath.Of(tape, i);

            path.TryFind(tape, out var found).ShouldBeTrue();
            found.ShouldBe(expected);
            Parse(path.ToString()).Segments.ShouldBe(path.Segments);
        }
    });

    [Theory]
    [InlineData("{\"a\":[1,{\"it's\":2}]}", "$['a'][1]['it\\'s']")]
    [InlineData("{\"\\\\\":2}", "$['\\\\']")]
    [InlineData("{\"\\n\\u0001\":2}", "$['\\n\\u0001']")]
    [InlineData("2", "$")]
    public void Of_LastPosition_PrintsANormalizedPath(string json, string expected)
    {
        using var tape = TestTape.Read(json);

        FieldPath.Of(tape, tape.Count - 1).ToString().ShouldBe(expected);
    }

    private static FieldPath Parse(string text)
    {
        FieldPath.TryParse(text, out var path).ShouldBeNull();
        return path.ShouldNotBeNull();
    }
}
