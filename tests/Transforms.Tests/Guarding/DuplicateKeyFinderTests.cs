using System.Text;
using Gateway.Transforms.Guarding;

namespace Gateway.Transforms.Tests.Guarding;

public sealed class DuplicateKeyFinderTests
{
    /// <summary>Sizes on both sides of the one at which the way of looking changes, and one that only a sub-quadratic way can finish.</summary>
    public static TheoryData<int> Sizes => [2, 3, 23, 24, 25, 26, 100, 100_000];

    [Theory]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("{\"a\":1,\"\\u0061\":2}")]
    [InlineData("{\"\\u0061\":1,\"a\":2}")]
    [InlineData("{\"é\":1,\"\\u00E9\":2}")]
    [InlineData("{\"😀\":1,\"\\ud83d\\ude00\":2}")]
    [InlineData("{\"/\":1,\"\\/\":2}")]
    [InlineData("{\"\":1,\"\":2}")]
    [InlineData("[{},[{\"x\":{\"a\":1,\"b\":{},\"a\":2}}]]")]
    public void Guard_NameUsedTwice_IsRefusedHoweverItIsSpelled(string json)
    {
        Judge(json).ShouldBe(GuardFault.DuplicateKey);
        Judge(json, DuplicateKeys.Allow).ShouldBe(GuardFault.None);
    }

    [Theory]
    [InlineData("{\"a\":1,\"A\":2}")]
    [InlineData("{\"é\":1,\"e\u0301\":2}")]
    [InlineData("{\"a\":{\"a\":{\"a\":1}},\"b\":[{\"a\":1},{\"a\":1}]}")]
    [InlineData("{\"a\":\"a\",\"b\":\"a\"}")]
    [InlineData("{\"a\":1,\"a\\u0000\":2}")]
    public void Guard_NamesThatOnlyResembleEachOther_AreAccepted(string json) => Judge(json).ShouldBe(GuardFault.None);

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Guard_ManyDistinctNames_AreAccepted(int count) => Judge(Body(Names(count))).ShouldBe(GuardFault.None);

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Guard_LastOfManyNamesRepeatsTheFirst_IsRefused(int count)
    {
        var names = Names(count);
        names[^1] = names[0];

        Judge(Body(names)).ShouldBe(GuardFault.DuplicateKey);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Guard_OneOfManyNamesRepeatsAnotherInEscapes_IsRefused(int count)
    {
        var names = Names(count);
        names[count / 2] = "\\u006e" + names[count - 1][1..];

        Judge(Body(names)).ShouldBe(count / 2 == count - 1 ? GuardFault.None : GuardFault.DuplicateKey);
    }

    private static string[] Names(int count) => [.. Enumerable.Range(0, count).Select(static i => $"n{i}")];

    private static string Body(string[] names) => "{" + string.Join(',', names.Select(static name => $"\"{name}\":[{{}}]")) + "}";

    private static GuardFault Judge(string json, DuplicateKeys duplicates = DuplicateKeys.Reject)
    {
        var fault = JsonGuard.TryRead(Encoding.UTF8.GetBytes(json), new JsonGuardOptions(DuplicateKeys: duplicates), out var tape);
        tape?.Dispose();
        return fault;
    }
}
