using Gateway.Transforms.Exchange;

namespace Gateway.Transforms.Tests.Exchange;

public sealed class QuotaPolicyTests
{
    [Fact]
    public void Fields_OfAPolicy_AreThoseOfTheDraft()
    {
        var policy = new QuotaPolicy("report-ghosting", 50, 1);

        policy.Field.ShouldBe("\"report-ghosting\";q=50;w=1");
        policy.Describe(0, 1).ShouldBe("\"report-ghosting\";r=0;t=1");
        policy.Describe(12, null).ShouldBe("\"report-ghosting\";r=12");
    }

    [Theory]
    [InlineData("a b", "\"a b\"")]
    [InlineData("a\"b\\c", "\"a\\\"b\\\\c\"")]
    [InlineData("50%", "\"50%25\"")]
    [InlineData("\u00fc\r\n", "\"%C3%BC%0D%0A\"")]
    [InlineData("%C3%BC", "\"%25C3%25BC\"")]
    [InlineData("\u007f~", "\"%7F~\"")]
    public void Name_OfWhateverCharacters_IsAStringOfStructuredFields(string name, string quoted) =>
        new QuotaPolicy(name, 1, 1).Field.ShouldBe($"{quoted};q=1;w=1");
}
