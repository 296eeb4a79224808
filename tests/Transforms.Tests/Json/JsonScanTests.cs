using Gateway.Transforms.Json;

namespace Gateway.Transforms.Tests.Json;

/// <summary>What is found sixteen bytes at a time is what looking at each byte finds, at every distance from the ends of the text.</summary>
public sealed class JsonScanTests
{
    /// <summary>More than four vectors.</summary>
    private const int Longest = 70;

    [Fact]
    public void Find_AnyByteAtAnyPlace_IsFoundExactlyWhereItIsOfTheClass()
    {
        for (var value = 0; value <= byte.MaxValue; value++)
        {
            Check<UnusualInString>((byte)value, (byte)'x');
            Check<SyntaxInString>((byte)value, 0xC3);
            Check<NotWhiteSpace>((byte)value, (byte)' ');
        }
    }

    /// <summary>One <paramref name="value"/> among bytes that are not of the class, at every place of texts of every length, looked for from every position.</summary>
    private static void Check<TClass>(byte value, byte other)
        where TClass : struct, IByteClass
    {
        TClass.Contains(other).ShouldBeFalse();
        for (var length = 1; length <= Longest; length += length < 34 ? 1 : 7)
        {
            var text = new byte[length];
            for (var place = 0; place < length; place++)
            {
                Array.Fill(text, other);
                text[place] = value;
                for (var from = 0; from <= length; from += 5)
                {
                    var expected = TClass.Contains(value) && place >= from ? place : length;
                    if (JsonScan.Find<TClass>(text, from) != expected)
                    {
                        Assert.Fail($"{typeof(TClass).Name}, {value:x2} at {place} of {length}, from {from}");
                    }
                }
            }
        }
    }
}
