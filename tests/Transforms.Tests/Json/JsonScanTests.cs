using System.Text;
using Gateway.Tests.Shared;
using Gateway.Transforms.Guarding;
using Gateway.Transforms.Json;
using Gateway.Transforms.Tests.Guarding;

namespace Gateway.Transforms.Tests.Json;

/// <summary>The unchecked reads: what they find is what looking at each byte finds, and they read nothing outside of the text.</summary>
public sealed class JsonScanTests
{
    /// <summary>More than two of the longest vectors.</summary>
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

    [Fact]
    public void Find_TextAtTheEndOfMemory_IsNotReadBeyond()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The fence is made with Linux's mmap.");
        using var memory = new FencedMemory();
        for (var length = 0; length <= Longest; length++)
        {
            var text = memory.Place(Encoding.UTF8.GetBytes(new string(' ', length)));
            for (var from = 0; from <= length; from++)
            {
                JsonScan.Find<NotWhiteSpace>(text, from).ShouldBe(length);
                JsonScan.Find<UnusualInString>(text, from).ShouldBe(length);
            }
        }
    }

    [Fact]
    public void Tokenizer_TextAtTheEndOfMemory_IsNotReadBeyond()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The fence is made with Linux's mmap.");
        using var memory = new FencedMemory();
        Properties.Hold(JsonGen.DamagedTexts, body => Read(memory, body));
        Properties.Hold(JsonGen.Soups, body => Read(memory, body));

        // Names of every length that end with the text, whose hash is read eight bytes at a time.
        for (var length = 0; length < Longest; length++)
        {
            Read(memory, Encoding.UTF8.GetBytes($"{{\"{new string('n', length)}\":"));
            Read(memory, Encoding.UTF8.GetBytes($"{{\"{new string('n', length)}\":1}}"));
            Read(memory, Encoding.UTF8.GetBytes($"{{\"{new string('n', length)}"));
        }
    }

    private static void Read(FencedMemory memory, byte[] body)
    {
        using var tape = new JsonTape(body);
        var fault = JsonTokenizer.Fill(tape, memory.Place(body), new JsonGuardOptions());

        (fault == GuardFault.None).ShouldBe(ReferenceGuard.Judge(body, new JsonGuardOptions()) == GuardFault.None);
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
