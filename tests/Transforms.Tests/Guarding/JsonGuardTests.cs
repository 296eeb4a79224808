using System.Text;
using Gateway.Transforms.Guarding;

namespace Gateway.Transforms.Tests.Guarding;

public sealed class JsonGuardTests
{
    [Theory]
    [InlineData("", GuardFault.Empty)]
    [InlineData(" ", GuardFault.NotJson)]
    [InlineData("{", GuardFault.NotJson)]
    [InlineData("{}{}", GuardFault.NotJson)]
    [InlineData("{}", GuardFault.None)]
    [InlineData("{\"a\":1,}", GuardFault.NotJson)]
    [InlineData("{\"a\":1,\"a\":2}", GuardFault.DuplicateKey)]
    [InlineData("{\"a\":1,\"\\u0061\":2}", GuardFault.DuplicateKey)]
    [InlineData("[{\"a\":1},{\"a\":2}]", GuardFault.None)]
    [InlineData("{\"\\ud800\":1}", GuardFault.LoneSurrogate)]
    [InlineData("[\"\\udc00\"]", GuardFault.LoneSurrogate)]
    [InlineData("[\"\\ud83d\\ude00\"]", GuardFault.None)]
    public void Guard_AnyText_IsJudged(string json, GuardFault expected) => Judge(Encoding.UTF8.GetBytes(json)).ShouldBe(expected);

    private static GuardFault Judge(byte[] body, JsonGuardOptions? options = null)
    {
        var fault = JsonGuard.TryRead(body, options ?? new JsonGuardOptions(), out var tape);
        (tape is not null).ShouldBe(fault == GuardFault.None);
        tape?.Dispose();
        return fault;
    }
}
