using System.Text;
using System.Text.Json;
using FsCheck.Fluent;
using Gateway.Tests.Shared;
using Gateway.Transforms.Guarding;
using Gateway.Transforms.Tests.Json;

namespace Gateway.Transforms.Tests.Guarding;

public sealed class JsonGuardTests
{
    [Theory]
    [InlineData("", GuardFault.Empty)]
    [InlineData(" ", GuardFault.NotJson)]
    [InlineData("{", GuardFault.NotJson)]
    [InlineData("{}{}", GuardFault.NotJson)]
    [InlineData("{}x", GuardFault.NotJson)]
    [InlineData("{\"a\":1,}", GuardFault.NotJson)]
    [InlineData("[1,]", GuardFault.NotJson)]
    [InlineData("{/**/}", GuardFault.NotJson)]
    [InlineData("{'a':1}", GuardFault.NotJson)]
    [InlineData("{a:1}", GuardFault.NotJson)]
    [InlineData("[01]", GuardFault.NotJson)]
    [InlineData("[+1]", GuardFault.NotJson)]
    [InlineData("[.5]", GuardFault.NotJson)]
    [InlineData("[NaN]", GuardFault.NotJson)]
    [InlineData("[\"\t\"]", GuardFault.NotJson)]
    [InlineData("[\"\\x\"]", GuardFault.NotJson)]
    [InlineData("[\"\\u12\"]", GuardFault.NotJson)]
    [InlineData("[1}", GuardFault.NotJson)]
    [InlineData("]", GuardFault.NotJson)]
    [InlineData("{}", GuardFault.None)]
    [InlineData("\"text\"", GuardFault.None)]
    [InlineData(" null\r\n", GuardFault.None)]
    [InlineData("[{\"a\":1},{\"a\":2}]", GuardFault.None)]
    public void Guard_AnyText_IsJudged(string json, GuardFault expected) => Judge(json).ShouldBe(expected);

    [Theory]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("{\"\\udc00\":1}")]
    [InlineData("{\"a\":\"\\ud800\"}")]
    [InlineData("[\"\\udc00\"]")]
    [InlineData("[\"\\ud800x\"]")]
    [InlineData("[\"\\ud800\\u0041\"]")]
    [InlineData("[\"\\ud800\\ud800\"]")]
    [InlineData("[\"\\ude00\\ud83d\"]")]
    public void Guard_HalfASurrogatePair_IsRefused(string json) => Judge(json).ShouldBe(GuardFault.LoneSurrogate);

    [Fact]
    public void Guard_WholeSurrogatePair_IsAccepted() => Judge("{\"\\ud83d\\ude00\":\"\\ud83d\\ude00\"}").ShouldBe(GuardFault.None);

    [Theory]
    [InlineData("1e400")]
    [InlineData("-1e400")]
    [InlineData("1e-400")]
    [InlineData("-0")]
    [InlineData("3.14159265358979323846264338327950288419716939937510")]
    public void Guard_NumberThatNoMachineTypeHolds_StaysAsItWasWritten(string number)
    {
        using var tape = TestTape.Read($"[{number}]");

        Encoding.UTF8.GetString(tape.Raw(1)).ShouldBe(number);
    }

    [Theory]
    [InlineData("5", 0)]
    [InlineData("[]", 1)]
    [InlineData("{\"a\":[]}", 2)]
    [InlineData("[[[[]]],[[[{}]]]]", 5)]
    public void Guard_Depth_IsAcceptedAtTheLimitAndRefusedBeyond(string json, int depth)
    {
        Judge(json, new JsonGuardOptions(depth)).ShouldBe(GuardFault.None);
        if (depth > 0)
        {
            Judge(json, new JsonGuardOptions(depth - 1)).ShouldBe(GuardFault.TooDeep);
        }
    }

    [Theory]
    [InlineData(32)]
    [InlineData(64)]
    [InlineData(1_000)]
    public void Guard_DeepNesting_IsCountedByTheRoutesLimitAndNotTheFrameworks(int limit)
    {
        Judge(Nested(limit), new JsonGuardOptions(limit)).ShouldBe(GuardFault.None);
        Judge(Nested(limit + 1), new JsonGuardOptions(limit)).ShouldBe(GuardFault.TooDeep);
        Judge(Nested(100_000), new JsonGuardOptions(limit)).ShouldBe(GuardFault.TooDeep);

        static string Nested(int depth) => new string('[', depth) + new string(']', depth);
    }

    [Fact]
    public void Guard_NoLimitOnDepth_IsNoFault() => Judge("[[]]", new JsonGuardOptions(int.MaxValue)).ShouldBe(GuardFault.None);

    [Fact]
    public void Guard_ByteOrderMark_IsRefused() => Judge([0xEF, 0xBB, 0xBF, (byte)'{', (byte)'}']).ShouldBe(GuardFault.ByteOrderMark);

    [Theory]
    [InlineData(new byte[] { 0x80 })]
    [InlineData(new byte[] { 0xC3 })]
    [InlineData(new byte[] { 0xC0, 0xAF })]
    [InlineData(new byte[] { 0xE0, 0x80, 0xAF })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]
    [InlineData(new byte[] { 0xF4, 0x90, 0x80, 0x80 })]
    [InlineData(new byte[] { 0xFF })]
    public void Guard_BytesThatAreNotUtf8_AreRefusedInNamesAndValues(byte[] broken)
    {
        Judge([.. "{\"a\":\""u8, .. broken, .. "\"}"u8]).ShouldBe(GuardFault.NotUtf8);
        Judge([.. "{\""u8, .. broken, .. "\":1}"u8]).ShouldBe(GuardFault.NotUtf8);
        Judge(broken).ShouldBe(GuardFault.NotUtf8);
    }

    [Fact]
    public void Guard_AnyBytes_AreJudgedWithoutAnException()
    {
        var bytes = Gen.Choose(0, 255).Select(static value => (byte)value).ArrayOf();

        Properties.Hold(bytes, static body => Judge(body));
    }

    [Fact]
    public void Guard_NearlyJson_AcceptsOnlyWhatTheFrameworkAcceptsToo() => Properties.Hold(JsonGen.DamagedTexts, static body =>
    {
        if (Judge(body) == GuardFault.None)
        {
            Should.NotThrow(() => JsonDocument.Parse(body, new JsonDocumentOptions { AllowDuplicateProperties = false }).Dispose());
        }
    });

    private static GuardFault Judge(string json, JsonGuardOptions? options = null) => Judge(Encoding.UTF8.GetBytes(json), options);

    private static GuardFault Judge(byte[] body, JsonGuardOptions? options = null)
    {
        var fault = JsonGuard.TryRead(body, options ?? new JsonGuardOptions(), out var tape);
        (tape is not null).ShouldBe(fault == GuardFault.None);
        tape?.Dispose();
        return fault;
    }
}
