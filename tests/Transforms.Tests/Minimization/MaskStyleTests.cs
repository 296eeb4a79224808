using Gateway.Transforms.Minimization;

namespace Gateway.Transforms.Tests.Minimization;

public sealed class MaskStyleTests
{
    [Theory]
    [InlineData("all", 0, 0)]
    [InlineData("first1", 1, 0)]
    [InlineData("last4", 0, 4)]
    [InlineData("last16", 0, 16)]
    public void TryParse_KnownStyle_IsRead(string text, int first, int last)
    {
        MaskStyle.TryParse(text, out var style).ShouldBeTrue();

        style.ShouldBe(new MaskStyle(first, last));
    }

    [Theory]
    [InlineData("")]
    [InlineData("All")]
    [InlineData("none")]
    [InlineData("first")]
    [InlineData("last")]
    [InlineData("first0")]
    [InlineData("last17")]
    [InlineData("last-4")]
    [InlineData("last 4")]
    [InlineData("last4x")]
    [InlineData("4")]
    public void TryParse_AnythingElse_IsRefused(string text) => MaskStyle.TryParse(text, out _).ShouldBeFalse();
}
