using System.Text;
using System.Text.Json;
using FsCheck.Fluent;
using Gateway.Tests.Shared;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Json;

namespace Gateway.Transforms.Tests.Json;

public sealed class JsonTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain", "plain")]
    [InlineData("a\"b", "a\\\"b")]
    [InlineData("a\\b", "a\\\\b")]
    [InlineData("\b\f\n\r\t", "\\b\\f\\n\\r\\t")]
    [InlineData("é€", "é€")]
    [InlineData("</script>&'+", "</script>&'+")]
    public void WriteEscaped_Text_EscapesWhatItMust(string text, string expected) => Escape(Encoding.UTF8.GetBytes(text)).ShouldBe(expected);

    [Fact]
    public void WriteEscaped_AnyText_ReadsBackAsItself() => Properties.Hold(
        Gen.Choose(0, 0x10FFFF).Where(static c => c is < 0xD800 or > 0xDFFF).Select(static c => char.ConvertFromUtf32(c)).ArrayOf(),
        static characters =>
        {
            var text = string.Concat(characters);

            var json = $"\"{Escape(Encoding.UTF8.GetBytes(text))}\"";

            JsonSerializer.Deserialize<string>(json).ShouldBe(text);
        });

    [Fact]
    public void WriteEscaped_EveryControlCharacter_ReadsBackAsItself()
    {
        var text = string.Concat(Enumerable.Range(0, 0x20).Select(static c => (char)c));

        JsonSerializer.Deserialize<string>($"\"{Escape(Encoding.UTF8.GetBytes(text))}\"").ShouldBe(text);
    }

    [Theory]
    [InlineData(new byte[] { 0xFF })]
    [InlineData(new byte[] { (byte)'a', 0xC3 })]
    [InlineData(new byte[] { (byte)'"', 0x80, (byte)'a' })]
    public void WriteEscaped_BytesThatAreNotUtf8_AreNeverReplacedInSilence(byte[] bytes)
    {
        using var destination = new PooledBuffer();

        Should.Throw<InvalidOperationException>(() => JsonText.WriteEscaped(bytes, destination));
        destination.Length.ShouldBe(0);
    }

    private static string Escape(byte[] utf8)
    {
        using var destination = new PooledBuffer();
        JsonText.WriteEscaped(utf8, destination);
        return Encoding.UTF8.GetString(destination.WrittenSpan);
    }
}
