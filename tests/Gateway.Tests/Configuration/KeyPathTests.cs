using Gateway.Configuration.Reading;

namespace Gateway.Tests.Configuration;

public sealed class KeyPathTests
{
    [Fact]
    public void ToString_NamesAndElements_ReadsAsItIsWrittenInSettings() =>
        KeyPath.Root.Key("Routes").Key("my-route_1").Key("Keep").Item(2).ToString().ShouldBe("Routes.my-route_1.Keep[2]");

    [Theory]
    [InlineData("a.b", "Mask['a.b']")]
    [InlineData("$.card", "Mask['$.card']")]
    [InlineData("", "Mask['']")]
    [InlineData("a b", "Mask['a b']")]
    [InlineData("größe", "Mask.größe")]
    public void ToString_KeyWithOtherCharacters_IsQuoted(string key, string expected) =>
        KeyPath.Root.Key("Mask").Key(key).ToString().ShouldBe(expected);

    [Fact]
    public void ToString_QuotedKeyAtTheRoot_HasNoDot() => KeyPath.Root.Key("a.b").Key("c").ToString().ShouldBe("['a.b'].c");

    [Fact]
    public void ToString_Root_SaysSo() => KeyPath.Root.ToString().ShouldBe("(root)");
}
