using System.Globalization;
using System.Numerics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Gateway.Transforms.Validation.Values;

namespace Gateway.Transforms.Tests.Validation;

public sealed class JsonNumberTests
{
    [Theory]
    [InlineData("1", "1.0")]
    [InlineData("-0", "0.000e5")]
    [InlineData("100", "1e2")]
    [InlineData("0.001", "1E-3")]
    [InlineData("12.50", "0.125e+2")]
    [InlineData("1e-1000000000000", "10e-1000000000001")]
    public void Numbers_WrittenDifferently_AreEqual(string a, string b) => Compare(a, b).ShouldBe(0);

    [Theory]
    [InlineData("-1", "0")]
    [InlineData("0", "1e-99999999999999999999")]
    [InlineData("-2", "-1")]
    [InlineData("9", "10")]
    [InlineData("0.19", "0.2")]
    [InlineData("1.05", "1.5")]
    [InlineData("12.5", "12.51")]
    [InlineData("1e400", "1e401")]
    [InlineData("9007199254740992", "9007199254740993")]
    [InlineData("-1e99999999999999999999", "1e-99999999999999999999")]
    public void Numbers_OfDifferentSize_AreOrdered(string smaller, string larger)
    {
        Compare(smaller, larger).ShouldBeLessThan(0);
        Compare(larger, smaller).ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("3.0", 3)]
    [InlineData("12e1", 120)]
    [InlineData("2147483648", int.MaxValue)]
    [InlineData("1e1000000000", int.MaxValue)]
    public void Count_OfAnInteger_IsRead(string text, int expected)
    {
        new JsonNumber(Encoding.UTF8.GetBytes(text)).TryGetCount(out var count).ShouldBeTrue();
        count.ShouldBe(expected);
    }

    [Fact]
    public void Comparison_OfAnyTwoNumbers_AgreesWithIntegers() => Prop.ForAll<Tuple<int, byte>, Tuple<int, byte>>((a, b) =>
    {
        var (x, y) = (a.Item1 * BigInteger.Pow(10, a.Item2), b.Item1 * BigInteger.Pow(10, b.Item2));
        return Math.Sign(Compare(Write(a.Item1, a.Item2), Write(b.Item1, b.Item2))) == Math.Sign(x.CompareTo(y));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Divisor_OfAnyNumber_AgreesWithIntegers() => Prop.ForAll<Tuple<long, byte>, Tuple<uint, byte>>((number, divisor) =>
    {
        var (integer, shift) = ((divisor.Item1 % 1000) + 1, divisor.Item2 % 8);
        var expected = (number.Item1 * BigInteger.Pow(10, number.Item2) % (integer * BigInteger.Pow(10, shift))).IsZero;
        Divisor.TryCreate(new JsonNumber(Encoding.UTF8.GetBytes(Write(integer, shift))), out var compiled);
        return compiled!.Divides(new JsonNumber(Encoding.UTF8.GetBytes(Write(number.Item1, number.Item2)))) == expected;
    }).QuickCheckThrowOnFailure();

    private static string Write(long digits, int shift) => string.Create(CultureInfo.InvariantCulture, $"{digits}e{shift}");

    private static int Compare(string a, string b) =>
        JsonNumber.Compare(new JsonNumber(Encoding.UTF8.GetBytes(a)), new JsonNumber(Encoding.UTF8.GetBytes(b)));
}
