using Gateway.Configuration.Reading;

namespace Gateway.Tests.Configuration;

public sealed class HumanUnitsTests
{
    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("10s", 10_000)]
    [InlineData("5m", 300_000)]
    [InlineData("24h", 86_400_000)]
    [InlineData("0s", 0)]
    [InlineData("007s", 7_000)]
    public void Duration_NumberAndUnit_IsRead(string text, double milliseconds)
    {
        HumanUnits.TryParseDuration(text, out var duration).ShouldBeTrue();
        duration.TotalMilliseconds.ShouldBe(milliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("s")]
    [InlineData("10 s")]
    [InlineData(" 10s")]
    [InlineData("-1s")]
    [InlineData("+1s")]
    [InlineData("1.5s")]
    [InlineData("10S")]
    [InlineData("1d")]
    [InlineData("00:00:10")]
    [InlineData("1m30s")]
    [InlineData("99999999999999999999s")]
    [InlineData("9223372036854775807h")]
    public void Duration_AnythingElse_IsRefused(string text) => HumanUnits.TryParseDuration(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("512", 512)]
    [InlineData("64KiB", 65_536)]
    [InlineData("1MiB", 1_048_576)]
    [InlineData("2GiB", 2_147_483_648)]
    public void Size_NumberAndUnit_IsRead(string text, long expected)
    {
        HumanUnits.TryParseSize(text, out var bytes).ShouldBeTrue();
        bytes.ShouldBe(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("KiB")]
    [InlineData("64KB")]
    [InlineData("64kib")]
    [InlineData("64 KiB")]
    [InlineData("-1")]
    [InlineData("1e3")]
    [InlineData("1.5MiB")]
    [InlineData("9223372036854775807GiB")]
    public void Size_AnythingElse_IsRefused(string text) => HumanUnits.TryParseSize(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("256MiB")]
    [InlineData("1KiB")]
    [InlineData("1000")]
    public void Size_Formatted_ReadsAsItWasWritten(string text)
    {
        HumanUnits.TryParseSize(text, out var bytes).ShouldBeTrue();
        HumanUnits.Format(bytes).ShouldBe(text);
    }

    [Theory]
    [InlineData("1500ms")]
    [InlineData("30s")]
    [InlineData("5m")]
    [InlineData("2h")]
    public void Duration_Formatted_ReadsAsItWasWritten(string text)
    {
        HumanUnits.TryParseDuration(text, out var duration).ShouldBeTrue();
        HumanUnits.Format(duration).ShouldBe(text);
    }
}
