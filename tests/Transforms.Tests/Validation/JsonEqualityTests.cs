namespace Gateway.Transforms.Tests.Validation;

/// <summary>Equality of values whose members come in another order, at any depth: that the test ends shows that no value is compared twice.</summary>
public sealed class JsonEqualityTests
{
    [Theory]
    [InlineData("0", "0", true)]
    [InlineData("0", "1", false)]
    public void Objects_InAnotherOrderAtEveryLevel_AreComparedOnce(string one, string other, bool areEqual)
    {
        const int Depth = 60;
        for (var level = 0; level < Depth; level++)
        {
            one = $$"""{"a":{{one}},"b":1,"c":2}""";
            other = $$"""{"a":{{other}},"c":2,"b":1}""";
        }

        Schemas.IsValid("{\"uniqueItems\":true}", $"[{one},{other}]").ShouldBe(!areEqual);
        Schemas.IsValid($"{{\"const\":{one}}}", other).ShouldBe(areEqual);
        Schemas.IsValid($"{{\"enum\":[{one}]}}", other).ShouldBe(areEqual);
    }
}
