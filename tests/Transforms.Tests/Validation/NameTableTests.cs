namespace Gateway.Transforms.Tests.Validation;

/// <summary>Names that are alike at both ends are found as others are: looking through them in turn, these tests would not come back.</summary>
public sealed class NameTableTests
{
    private const int Count = 200_000;

    private static string[] Addresses() => [.. Enumerable.Range(0, Count).Select(i => $"\"https://example.com/items/{i:D6}/details.html\"")];

    [Fact]
    public void Enum_OfAddressesAlikeAtBothEnds_IsLookedUp()
    {
        var list = "[" + string.Join(",", Addresses()) + "]";

        Schemas.IsValid($"{{\"items\":{{\"enum\":{list}}}}}", list).ShouldBeTrue();
        Schemas.IsValid($"{{\"items\":{{\"enum\":{list}}}}}", "[\"https://example.com/items/999999/details.html\"]").ShouldBeFalse();
    }

    [Fact]
    public void Properties_NamedAlikeAtBothEnds_AreLookedUp()
    {
        var schema = "{\"properties\":{" + string.Join(",", Addresses().Select(name => name + ":{\"type\":\"integer\"}")) + "},\"additionalProperties\":false}";
        var members = Addresses().Reverse().Select(name => name + ":1").ToList();

        Schemas.IsValid(schema, "{" + string.Join(",", members) + "}").ShouldBeTrue();
        members[0] = members[0][..^1] + "\"\"";
        Schemas.IsValid(schema, "{" + string.Join(",", members) + "}").ShouldBeFalse();
    }
}
