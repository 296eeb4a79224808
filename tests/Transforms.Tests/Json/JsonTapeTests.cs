using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Gateway.Tests.Shared;
using Gateway.Transforms.Guarding;
using Gateway.Transforms.Json;

namespace Gateway.Transforms.Tests.Json;

public sealed class JsonTapeTests
{
    private static readonly JsonGuardOptions Strict = new();

    [Fact]
    public void Tape_AnyJson_SaysWhatTheFrameworksDocumentSays() => Properties.Hold(JsonGen.Texts, static text =>
    {
        var json = Encoding.UTF8.GetBytes(text);
        using var document = JsonDocument.Parse(json);
        using var tape = TestTape.Read(json);

        Compare(document.RootElement, tape, 0, json).ShouldBe(tape.Count);
    });

    [Fact]
    public void Tape_MoreTokensThanItBeganWith_KeepsThemAll()
    {
        var json = "[" + string.Join(',', Enumerable.Range(0, 10_000)) + "]";

        using var tape = TestTape.Read(json);

        tape.SizeOf(0).ShouldBe(10_000);
        tape.Count.ShouldBe(10_001);
        Encoding.UTF8.GetString(tape.Raw(10_000)).ShouldBe("9999");
    }

    [Fact]
    public void Tape_ManyEscapedTexts_KeepsThemApart()
    {
        var json = "[" + string.Join(',', Enumerable.Range(0, 1_000).Select(static i => $"\"\\u0061\\n{i}\"")) + "]";

        using var tape = TestTape.Read(json);

        for (var i = 0; i < 1_000; i++)
        {
            Encoding.UTF8.GetString(tape.Text(i + 1)).ShouldBe($"a\n{i}");
        }
    }

    /// <summary>Tape objects are not pooled: who disposed of one twice would hand it to two requests. All else that a body needs comes from pools.</summary>
    [Fact]
    public void Tape_OfAnOrdinaryReport_AllocatesNothingButItself()
    {
        const int Reports = 100;
        const int BytesOfATape = 64;
        var members = Enumerable.Range(0, 20).Select(static i => $"\"name{i}\":[{i}.5,true,\"text \\u00e9 {i}\",{{\"a\":null,\"b\":\"Gr\u00fc\u00dfe\"}}]");
        var json = Encoding.UTF8.GetBytes($"{{{string.Join(',', members)}}}");
        json.Length.ShouldBeInRange(900, 1300);
        Read();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Reports; i++)
        {
            Read();
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThanOrEqualTo(Reports * BytesOfATape);

        void Read()
        {
            JsonGuard.TryRead(json, Strict, out var tape);
            tape!.Dispose();
        }
    }

    [Fact]
    public void Tape_DisposedTwice_IsHarmless()
    {
        var tape = TestTape.Read("{\"\\u0061\":1}");

        tape.Dispose();

        Should.NotThrow(tape.Dispose);
        tape.Count.ShouldBe(0);
    }

    [Fact]
    public void Tape_Disposed_WipesTextsItResolved()
    {
        var tape = TestTape.Read("[\"c\\u0061rd 4111\"]", DuplicateKeys.Allow);
        var text = tape.Text(1);
        Encoding.UTF8.GetString(text).ShouldBe("card 4111");

        tape.Dispose();

        text.ContainsAnyExcept((byte)0).ShouldBeFalse();
    }

    /// <summary>Compares one value and all below it.</summary>
    /// <returns>The position after it.</returns>
    private static int Compare(JsonElement element, JsonTape tape, int index, byte[] json)
    {
        var raw = JsonMarshal.GetRawUtf8Value(element);
        json.AsSpan().Overlaps(raw, out var offset).ShouldBeTrue();
        var isString = element.ValueKind == JsonValueKind.String;

        tape.KindOf(index).ShouldBe(KindOf(element));
        tape.StartOf(index).ShouldBe(isString ? offset + 1 : offset);
        tape.Raw(index).SequenceEqual(raw).ShouldBeTrue();
        var expectedText = isString ? Encoding.UTF8.GetBytes(element.GetString()!) : raw;
        tape.Text(index).SequenceEqual(expectedText).ShouldBeTrue();

        var next = element.ValueKind switch
        {
            JsonValueKind.Object => CompareMembers(element, tape, index, json),
            JsonValueKind.Array => CompareItems(element, tape, index, json),
            _ => index + 1,
        };
        tape.Next(index).ShouldBe(next);
        return next;
    }

    private static int CompareMembers(JsonElement element, JsonTape tape, int index, byte[] json)
    {
        tape.SizeOf(index).ShouldBe(element.GetPropertyCount());
        var position = index + 1;
        foreach (var property in element.EnumerateObject())
        {
            tape.KindOf(position).ShouldBe(JsonKind.Name);
            Encoding.UTF8.GetString(tape.Text(position)).ShouldBe(property.Name);
            tape.Raw(position)[1..^1].SequenceEqual(JsonMarshal.GetRawUtf8PropertyName(property)).ShouldBeTrue();
            tape.Next(position).ShouldBe(position + 1);
            position = Compare(property.Value, tape, position + 1, json);
        }

        return position;
    }

    private static int CompareItems(JsonElement element, JsonTape tape, int index, byte[] json)
    {
        tape.SizeOf(index).ShouldBe(element.GetArrayLength());
        var position = index + 1;
        foreach (var item in element.EnumerateArray())
        {
            position = Compare(item, tape, position, json);
        }

        return position;
    }

    private static JsonKind KindOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => JsonKind.Object,
        JsonValueKind.Array => JsonKind.Array,
        JsonValueKind.String => JsonKind.String,
        JsonValueKind.Number => JsonKind.Number,
        JsonValueKind.True => JsonKind.True,
        JsonValueKind.False => JsonKind.False,
        _ => JsonKind.Null,
    };
}
