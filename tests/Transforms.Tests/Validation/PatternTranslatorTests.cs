using System.Text;
using Gateway.Transforms.Validation.Patterns;

namespace Gateway.Transforms.Tests.Validation;

public sealed class PatternTranslatorTests
{
    [Theory]
    [InlineData(@"^abc$", "abc", true)]
    [InlineData(@"^abc$", "abc\n", false)]
    [InlineData(@"b", "abc", true)]
    [InlineData(@"^\d+$", "٣", false)]
    [InlineData(@"^\w$", "é", false)]
    [InlineData(@"^\W$", "é", true)]
    [InlineData(@"^\s$", "\ufeff", true)]
    [InlineData(@"^\s$", "\u0085", false)]
    [InlineData(@"^\S$", "\u0085", true)]
    [InlineData(@"^.$", "\u2028", false)]
    [InlineData(@"^.$", "\r", false)]
    [InlineData(@"^.$", "😀", true)]
    [InlineData(@"^..$", "😀", false)]
    [InlineData(@"^[^a]$", "😀", true)]
    [InlineData(@"^[^a][^a]$", "😀", false)]
    [InlineData(@"^[😀-😂]$", "😁", true)]
    [InlineData(@"^[😀-😂]$", "😃", false)]
    [InlineData(@"^😀+$", "😀😀", true)]
    [InlineData(@"^\u{1F600}$", "😀", true)]
    [InlineData(@"^\uD83D\uDE00$", "😀", true)]
    [InlineData(@"^[\u{10000}-\u{10FFFF}]$", "😀", true)]
    [InlineData(@"^[\u{FFFE}-\u{10400}]$", "\U00010400", true)]
    [InlineData(@"^[\u{FFFE}-\u{10400}]$", "\U00010401", false)]
    [InlineData(@"^[\u{103FF}-\u{10C00}]$", "\U000107FF", true)]
    [InlineData(@"^[\u{103FF}-\u{10C00}]$", "\U00010C01", false)]
    [InlineData(@"^\p{L}$", "é", true)]
    [InlineData(@"^\p{Letter}$", "\U00010400", true)]
    [InlineData(@"^\p{gc=Nd}$", "৪", true)]
    [InlineData(@"^\P{L}$", "a", false)]
    [InlineData(@"^[\p{Lu}\d]+$", "A1Ä", true)]
    [InlineData(@"^\cC$", "\u0003", true)]
    [InlineData(@"^\x41\u0042$", "AB", true)]
    [InlineData(@"^\/\-\.\@$", "/-.@", true)]
    [InlineData(@"^[\w.-]+$", "a.b-c", true)]
    [InlineData(@"^[\w-.]+$", "a-.", true)]
    [InlineData(@"^[a\b]$", "\b", true)]
    [InlineData(@"^[a-z-[aeiou]]$", "-]", true)]
    [InlineData(@"^[]$", "a", false)]
    [InlineData(@"^[^]$", "\n", true)]
    [InlineData(@"^a{2,3}$", "aaa", true)]
    [InlineData(@"^a{2,3}$", "aaaa", false)]
    [InlineData(@"^a{2,}?$", "aaaa", true)]
    [InlineData(@"^a{,3}$", "a{,3}", true)]
    [InlineData(@"^{a}$", "{a}", true)]
    [InlineData(@"^(?<year>\d{4})-(?:0[1-9]|1[0-2])$", "2024-12", true)]
    [InlineData(@"^(?<year>\d{4})-(?:0[1-9]|1[0-2])$", "2024-13", false)]
    [InlineData(@"^(?<𝒜>a)(?<Ⅷ>b)(?<a·>c)$", "abc", true)]
    [InlineData("^(?<a\u0301>a)(?<a\u200d>b)(?<$_>c)$", "abc", true)]
    [InlineData(@"^#  x$", "#  x", true)]
    [InlineData(@"^\0$", "\0", true)]
    [InlineData(@"", "anything", true)]
    [InlineData(@"a|b|", "", true)]
    [InlineData(@"^(?=.*\d)(?=.*[a-z]).{8,}$", "abcdefg1", true)]
    [InlineData(@"^(?=.*\d)(?=.*[a-z]).{8,}$", "abcdefgh", false)]
    [InlineData(@"^(?=.*\d)(?=.*[a-z]).{8,}$", "abcdef1", false)]
    [InlineData(@"^(?!internal-)[a-z-]+$", "external-a", true)]
    [InlineData(@"^(?!internal-)[a-z-]+$", "internal-a", false)]
    [InlineData(@"^(?!(?:a|b)$)(?=a)", "a", false)]
    [InlineData(@"^(?!(?:a|b)$)(?=a)", "ab", true)]
    [InlineData(@"^(?=a)", "ba", false)]
    [InlineData(@"[^\p{L}\p{N} ]", "ab\n", true)]
    [InlineData(@"[^\p{L}\p{N} ]", "ab", false)]
    [InlineData(@"^(?![^]*\P{L})", "ab\n", false)]
    [InlineData(@"\P{L}", "\n", true)]
    [InlineData(@"\P{L}", "ab\n", true)]
    [InlineData(@"\p{L}$", "ab\n", false)]
    [InlineData(@"^\p{L}+\n$", "ab\n", true)]
    [InlineData(@"^[\p{L}\n]+$", "a\nb\n\n", true)]
    [InlineData(@"^\p{L}+\n$", "ab\n\n", false)]
    [InlineData(@"^\s{2}$", "\n\n", true)]
    [InlineData(@"^[^a]\n$", "\n\n", true)]
    [InlineData(@"^.$", "\n", false)]
    [InlineData(@"^[^\n]+$", "a\n", false)]
    [InlineData(@"\n", "\U000103FF", false)]
    [InlineData(@"^\n\u{103FF}$", "\n\U000103FF", true)]
    [InlineData(@"[\u{103FF}\u{10FFFF}]", "\n", false)]
    public void Pattern_OfEcma262_MatchesAsThere(string pattern, string text, bool expected)
    {
        TextPattern.TryCreate(pattern, new PatternBudget(), out var compiled, out var problem).ShouldBeTrue(problem);
        IsMatch(compiled, text).ShouldBe(expected);
    }

    [Theory]
    [InlineData(@"(?=a)")]
    [InlineData(@"(?!a)")]
    [InlineData(@"^(?=a|b)c|d")]
    [InlineData(@"^(?:(?=a)a)")]
    [InlineData(@"^(?=(?!a)b)b")]
    [InlineData(@"^a(?!b)")]
    [InlineData(@"d|^(?=a)")]
    [InlineData(@"(?<=a)b")]
    [InlineData(@"(?<!a)b")]
    [InlineData(@"(a)\1")]
    [InlineData(@"(?<n>a)\k<n>")]
    [InlineData(@"\bword\b")]
    [InlineData(@"\p{Script=Greek}")]
    [InlineData(@"\p{gc=gc=L}")]
    [InlineData(@"\p{Alphabetic}")]
    [InlineData(@"\uD800")]
    [InlineData(@"\uD83D\u0041")]
    [InlineData(@"[\uD83D\u{DE00}]")]
    [InlineData(@"a{10001}")]
    [InlineData(@"(a{1000}){1000}")]
    [InlineData(@"(?:(?:a{1000}){1000}){1000}")]
    [InlineData(@"(?:a{0,101}|b){10}")]
    [InlineData(@"(?:a|(?:b{2}){3,}c){2}d|(?:e{40}f{26}){39}")]
    [InlineData(@"(?:(?:a{40})*){26}")]
    public void Pattern_ThatCannotBeRunHere_IsRefusedThoughValid(string pattern)
    {
        var translation = PatternTranslator.Translate(pattern);

        translation.Pattern.ShouldBeNull();
        translation.Problem.ShouldNotBeNullOrEmpty();
        translation.IsSyntaxValid.ShouldBeTrue();
    }

    [Theory]
    [InlineData(@"^(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}$")]
    [InlineData(@"^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$")]
    [InlineData(@"^(?:[A-Za-z0-9+/]{4})*$")]
    [InlineData(@"^(?:a{40}){25}$")]
    [InlineData(@"^(?:(?:a{1000}){0,1}){1}$")]
    public void Repetitions_InOneAnother_AreRunWhereTheirProductIsSmall(string pattern) =>
        TextPattern.TryCreate(pattern, new PatternBudget(), out _, out var problem).ShouldBeTrue(problem);

    [Fact]
    public void Groups_NestedDeep_AreSyntaxAllTheSame()
    {
        var pattern = new string('(', 51) + "a" + new string(')', 51);

        PatternTranslator.Translate(pattern).Problem.ShouldNotBeNull().ShouldContain("50 deep");
        PatternTranslator.IsSyntaxValid(pattern).ShouldBeTrue();
        PatternTranslator.IsSyntaxValid("(a{1000}){1000}").ShouldBeTrue();
    }

    [Theory]
    [InlineData(@"(")]
    [InlineData(@")")]
    [InlineData(@"^(abc]")]
    [InlineData(@"[a")]
    [InlineData(@"[b-a]")]
    [InlineData(@"*a")]
    [InlineData(@"a**")]
    [InlineData(@"a{3,2}")]
    [InlineData(@"^+")]
    [InlineData(@"^(?=a)*")]
    [InlineData(@"(?=a)*")]
    [InlineData(@"(?!a){2}")]
    [InlineData(@"(?<=(a)*)*")]
    [InlineData(@"(?<!b)?")]
    [InlineData("\\x4\0")]
    [InlineData("\\u004\0")]
    [InlineData("\\u{41\0}")]
    [InlineData(@"[\uD83D-a]")]
    [InlineData(@"(?<·a>a)")]
    [InlineData(@"(?<a->a)")]
    [InlineData(@"^(?=a")]
    [InlineData(@"\")]
    [InlineData(@"[\")]
    [InlineData(@"\a")]
    [InlineData(@"\Z")]
    [InlineData(@"\c1")]
    [InlineData(@"\xZ1")]
    [InlineData(@"\u12")]
    [InlineData(@"\u{110000}")]
    [InlineData(@"\u{}")]
    [InlineData(@"\p{")]
    [InlineData(@"\k")]
    [InlineData(@"\01")]
    [InlineData(@"(?<1>a)")]
    [InlineData(@"(?i:a)")]
    [InlineData(@"(?>a)")]
    public void Pattern_ThatIsNone_IsRefused(string pattern)
    {
        var translation = PatternTranslator.Translate(pattern);

        translation.Pattern.ShouldBeNull();
        translation.Problem.ShouldNotBeNullOrEmpty();
        translation.IsSyntaxValid.ShouldBeFalse();
    }

    [Fact]
    public void Pattern_ThatWouldBacktrackForEver_Answers()
    {
        TextPattern.TryCreate("^(a+)+$", new PatternBudget(), out var pattern, out _).ShouldBeTrue();

        IsMatch(pattern, new string('a', 100_000) + "!").ShouldBeFalse();
    }

    [Fact]
    public void Pattern_OfHostileSize_NeverThrows()
    {
        foreach (var pattern in new[]
        {
            new string('(', 100_000), new string('[', 100_000), new string('a', 100_000), string.Concat(Enumerable.Repeat("(?:a|", 40)) + new string(')', 40),
            "((a{1,10000}){1,10000}){1,10000}", string.Concat(Enumerable.Repeat("a|", 20_000)), @"\p{L}\P{L}[\p{Lu}\p{So}]",
        })
        {
            var compiles = TextPattern.TryCreate(pattern, new PatternBudget(), out var compiled, out var problem);
            (compiled is not null).ShouldBe(compiles);
            (problem is null).ShouldBe(compiles);
        }
    }

    private static bool IsMatch(TextPattern? pattern, string text)
    {
        var allowance = long.MaxValue;
        return pattern.ShouldNotBeNull().IsMatch(Encoding.UTF8.GetBytes(text), ref allowance);
    }
}
