using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Gateway.Tests.Shared;
using Gateway.Transforms.Guarding;
using Gateway.Transforms.Tests.Json;

namespace Gateway.Transforms.Tests.Guarding;

/// <summary>The guard reads with a tokenizer of its own. On every input it gives the answer that the framework's reader leads to, down to which of several faults is named.</summary>
public sealed class GuardEquivalenceTests
{
    /// <summary>More than four vectors, so that everything meets every place in one, and the end of the text too.</summary>
    private const int Span = 70;

    private static readonly Gen<JsonGuardOptions> Options =
        from depth in Gen.Elements(0, 1, 2, 3, 32)
        from duplicates in Gen.Elements(DuplicateKeys.Reject, DuplicateKeys.Allow)
        select new JsonGuardOptions(depth, duplicates);

    [Fact]
    public void Guard_AnyJson_IsJudgedAsByTheFrameworksReader() => Hold(JsonGen.Texts.Select(Encoding.UTF8.GetBytes));

    [Fact]
    public void Guard_DamagedJson_IsJudgedAsByTheFrameworksReader() => Hold(JsonGen.DamagedTexts);

    [Fact]
    public void Guard_PiecesOfJsonInAnyOrder_AreJudgedAsByTheFrameworksReader() => Hold(JsonGen.Soups);

    [Theory]
    [InlineData("{\"\\ud800\"}", GuardFault.NotJson)]
    [InlineData("{\"\\ud800\" 1", GuardFault.NotJson)]
    [InlineData("{\"\\ud800\":", GuardFault.LoneSurrogate)]
    [InlineData("{\"a\\ud800", GuardFault.NotJson)]
    [InlineData("[\"\\ud800\",\"\\x\"]", GuardFault.LoneSurrogate)]
    [InlineData("[\"\\ud800\\x\"]", GuardFault.NotJson)]
    [InlineData("\"\\ud800\"x", GuardFault.LoneSurrogate)]
    [InlineData("{\"a\":1,\"a\":2}]", GuardFault.DuplicateKey)]
    [InlineData("{\"a\":1,\"a\":2", GuardFault.NotJson)]
    [InlineData("{\"a\":1,\"a\":\"\\ud800\"}", GuardFault.LoneSurrogate)]
    [InlineData("[[[[[1x", GuardFault.TooDeep)]
    [InlineData("[x[[[[[", GuardFault.NotJson)]
    [InlineData("[\"\\u00zz\"]", GuardFault.NotJson)]
    [InlineData("[\"\\u001e\u001e\"]", GuardFault.NotJson)]
    [InlineData("[\"\\u000\u001e\"]", GuardFault.NotJson)]
    public void Guard_SeveralFaults_NamesTheFirst(string json, GuardFault expected)
    {
        Judge(Encoding.UTF8.GetBytes(json), new JsonGuardOptions(4)).ShouldBe(expected);
        Agree(Encoding.UTF8.GetBytes(json), new JsonGuardOptions(4));

        // Broken bytes anywhere come before all else.
        Judge([.. Encoding.UTF8.GetBytes(json), 0xFF], new JsonGuardOptions(4)).ShouldBe(GuardFault.NotUtf8);
    }

    [Fact]
    public void Guard_AnyByteAtAnyPlaceOfAString_IsJudgedAsByTheFrameworksReader()
    {
        byte[][] pieces = [[0], [0x1F], [(byte)' '], [(byte)'"'], [(byte)'\\'], "\\\""u8.ToArray(), "\\u0041"u8.ToArray(), [0x7F], [0x80], [0xC3, 0xA9], [0xF0, 0x9F, 0x98, 0x80], [0xFF]];
        foreach (var piece in pieces)
        {
            for (var length = 0; length < Span; length++)
            {
                for (var place = 0; place <= length; place++)
                {
                    byte[] text = [.. Letters(place), .. piece, .. Letters(length - place)];
                    Agree([(byte)'"', .. text, (byte)'"'], new JsonGuardOptions());
                    Agree([(byte)'"', .. text], new JsonGuardOptions());
                }
            }
        }
    }

    [Fact]
    public void Guard_AnyByteAtAnyPlaceOfWhiteSpace_IsJudgedAsByTheFrameworksReader()
    {
        var space = Enumerable.Range(0, Span).Select(static i => " \n\r\t"u8[i % 4]).ToArray();
        for (var value = 0; value <= byte.MaxValue; value++)
        {
            for (var place = 0; place < Span; place += value < 0x30 ? 1 : 23)
            {
                byte[] text = [.. space];
                text[place] = (byte)value;
                Agree([(byte)'[', .. text, (byte)']'], new JsonGuardOptions());
                Agree([(byte)'1', .. text], new JsonGuardOptions());
            }
        }
    }

    [Fact]
    public void Guard_AnyShortNumber_IsJudgedAsByTheFrameworksReader()
    {
        const string Alphabet = "019-+.eE ";
        for (var number = 0; number < 9 * 9 * 9 * 9 * 9; number++)
        {
            var text = new char[5];
            for (var (i, rest) = (0, number); i < text.Length; i++, rest /= Alphabet.Length)
            {
                text[i] = Alphabet[rest % Alphabet.Length];
            }

            Agree(Encoding.UTF8.GetBytes(text), new JsonGuardOptions());
            Agree(Encoding.UTF8.GetBytes($"[{new string(text)}]"), new JsonGuardOptions());
        }
    }

    /// <summary>Names are hashed eight bytes at a time, with what follows them masked away; one that was spelled with escapes, where its text was put.</summary>
    [Fact]
    public void Guard_NameOfAnyLengthAtTheEndOfTheText_IsTheSameHoweverItIsSpelled()
    {
        for (var length = 1; length < Span; length++)
        {
            var (plain, other) = ("n" + new string('x', length - 1), "n" + new string('y', length));
            var escaped = "\u006e" + plain[1..];
            foreach (var end in new[] { "", ":", ":1", ":1}", ":1} ", " : 1234567 }" })
            {
                Agree(Encoding.UTF8.GetBytes($"{{\"{plain}\"{end}"), new JsonGuardOptions());
                Agree(Encoding.UTF8.GetBytes($"{{\"{plain}\":1,\"{escaped}\"{end}"), new JsonGuardOptions());
                Agree(Encoding.UTF8.GetBytes($"{{\"{escaped}\":1,\"{plain}\"{end}"), new JsonGuardOptions());
                Agree(Encoding.UTF8.GetBytes($"{{\"{escaped}\":1,\"{other}\":2,\"\":3,\"{plain}x\"{end}"), new JsonGuardOptions());
            }
        }

        Judge("{\"\":1,\"\":2}"u8.ToArray(), new JsonGuardOptions()).ShouldBe(GuardFault.DuplicateKey);
    }

    [Fact]
    public void Guard_TextCutOffAnywhere_IsJudgedAsByTheFrameworksReader()
    {
        var text = Encoding.UTF8.GetBytes("""{ "näme": [true, false, null, -0.5e+10, "\ud83d\ude00 \"quoted\" text that is longer than a vector", {"":{}}], "b\u0061": 12 } """);
        for (var length = 0; length <= text.Length; length++)
        {
            Agree(text[..length], new JsonGuardOptions());
        }
    }

    [Fact]
    public void Guard_PartOfALargerArray_IsReadAloneWhateverStandsAround() => Properties.Hold(JsonGen.Texts.Select(Encoding.UTF8.GetBytes), static text =>
    {
        byte[] array = [.. "[[\"{\""u8, .. text, .. "\"}]],"u8, .. new byte[64]];

        JsonGuard.TryRead(array.AsMemory(5, text.Length), new JsonGuardOptions(), out var tape).ShouldBe(GuardFault.None);

        using (tape)
        {
            using var alone = TestTape.Read(text);
            tape!.Count.ShouldBe(alone.Count);
            tape.Json.ToArray().ShouldBe(text);
            for (var i = 0; i < alone.Count; i++)
            {
                tape.StartOf(i).ShouldBe(alone.StartOf(i));
                tape.Raw(i).SequenceEqual(alone.Raw(i)).ShouldBeTrue();
                tape.Text(i).SequenceEqual(alone.Text(i)).ShouldBeTrue();
            }
        }
    });

    private static void Hold(Gen<byte[]> texts) => Properties.Hold(texts.Zip(Options), static pair => Agree(pair.Item1, pair.Item2));

    private static void Agree(byte[] json, JsonGuardOptions options)
    {
        var fault = Judge(json, options);
        var expected = ReferenceGuard.Judge(json, options);
        if (fault != expected)
        {
            Assert.Fail($"{fault} and not {expected} with {options}: {Convert.ToHexString(json)}");
        }
    }

    private static GuardFault Judge(byte[] json, JsonGuardOptions options)
    {
        var fault = JsonGuard.TryRead(json, options, out var tape);
        tape?.Dispose();
        return fault;
    }

    private static byte[] Letters(int count) => Encoding.UTF8.GetBytes(new string('x', count));
}
