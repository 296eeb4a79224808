using Gateway.Transforms.Text;

namespace Gateway.Transforms.Tests.Text;

public sealed class NearestNameTests
{
    private static readonly string[] Known = ["Timeout", "TotalTimeout", "Url", "Keep"];

    [Theory]
    [InlineData("Timout", "Timeout")]
    [InlineData("timeout", "Timeout")]
    [InlineData("TotalTimout", "TotalTimeout")]
    [InlineData("Uri", "Url")]
    [InlineData("url", "Url")]
    [InlineData("Kepe", "Keep")]
    [InlineData("Keeps", "Keep")]
    [InlineData("Adress", null)]
    [InlineData("", null)]
    public void Find_Slip_GuessesTheNearestName(string name, string? expected) => NearestName.Find(name, Known).ShouldBe(expected);

    [Fact]
    public void Find_NothingKnown_GuessesNothing() => NearestName.Find("Url", []).ShouldBeNull();
}
