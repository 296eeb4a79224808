using System.Globalization;
using System.Text;
using Gateway.Telemetry.Prometheus;
using Gateway.Transforms.Buffers;

namespace Gateway.Tests.Prometheus;

public sealed class PrometheusTextTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(-1.5, "-1.5")]
    [InlineData(0.1, "0.1")]
    [InlineData(123456789, "123456789")]
    [InlineData(0.000005, "5e-06")]
    [InlineData(1e300, "1e+300")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    public void Number_OfAnyKind_IsWrittenAsPrometheusReadsIt(double value, string expected) =>
        Written(text => PrometheusText.WriteNumber(text, value)).ShouldBe(expected);

    [Theory]
    [InlineData(double.MaxValue)]
    [InlineData(double.Epsilon)]
    [InlineData(1.0 / 3)]
    [InlineData(-4503599627370497.5)]
    public void Number_OfFullPrecision_ReadsBackAsItself(double value) =>
        double.Parse(Written(text => PrometheusText.WriteNumber(text, value)), CultureInfo.InvariantCulture).ShouldBe(value);

    [Theory]
    [InlineData(long.MinValue, "-9223372036854775808")]
    [InlineData(long.MaxValue, "9223372036854775807")]
    public void WholeNumber_OfAnySize_IsExact(long value, string expected) =>
        Written(text => PrometheusText.WriteNumber(text, value)).ShouldBe(expected);

    [Theory]
    [InlineData(1, "1.0")]
    [InlineData(0.25, "0.25")]
    [InlineData(0.000005, "5e-06")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    public void Bound_OfABucket_IsNeverAWholeNumber(double bound, string expected) =>
        Written(text => PrometheusText.WriteBound(text, bound)).ShouldBe(expected);

    [Theory]
    [InlineData("", "")]
    [InlineData("plain", "plain")]
    [InlineData("a\"b\\c\nd", "a\\\"b\\\\c\\nd")]
    [InlineData("\n\n", "\\n\\n")]
    [InlineData("über 😀", "über 😀")]
    [InlineData("\r\t\0", "\r\t\0")]
    public void Text_WithWhatWouldEndIt_IsEscaped(string text, string expected) =>
        Written(written => PrometheusText.WriteEscaped(written, text)).ShouldBe(expected);

    [Fact]
    public void Text_WithHalfASurrogate_IsStillUtf8() =>
        Written(static written => PrometheusText.WriteEscaped(written, "a\uD800b")).ShouldBe("a\uFFFDb");

    [Fact]
    public void Description_InTheClassicFormat_KeepsItsQuotes() =>
        Written(static written => PrometheusText.WriteEscaped(written, "\"a\"\\\n", escapeQuotes: false)).ShouldBe("\"a\"\\\\\\n");

    private static string Written(Action<PooledBuffer> write)
    {
        using var text = new PooledBuffer();
        write(text);
        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(text.WrittenSpan);
    }
}
