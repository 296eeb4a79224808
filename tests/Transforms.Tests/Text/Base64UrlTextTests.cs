using System.Security.Cryptography;
using System.Text;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Text;

namespace Gateway.Transforms.Tests.Text;

public sealed class Base64UrlTextTests
{
    [Fact]
    public void TryDecode_WhatWriteWrote_IsTheSameAndHasNoOtherSpelling()
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (var length = 0; length < 70; length++)
        {
            var bytes = RandomNumberGenerator.GetBytes(length);
            using var buffer = new PooledBuffer();
            Base64UrlText.Write(bytes, buffer);
            var text = Encoding.ASCII.GetString(buffer.WrittenSpan);

            Decode(text).ShouldBe(bytes);
            if (length > 0)
            {
                Alphabet.Where(last => Decode(text[..^1] + last)?.SequenceEqual(bytes) == true).ShouldHaveSingleItem().ShouldBe(text[^1]);
            }
        }
    }

    [Theory]
    [InlineData("A")]
    [InlineData("AAAAA")]
    [InlineData("AA==")]
    [InlineData("AAA=")]
    [InlineData("AA%%")]
    [InlineData("AA A")]
    [InlineData("AAAA\n")]
    [InlineData("AA+A")]
    [InlineData("AA/A")]
    [InlineData("AB")]
    [InlineData("AAB")]
    [InlineData("A!")]
    [InlineData("AA!")]
    [InlineData("é")]
    public void TryDecode_WhatIsNotCanonical_IsRefused(string text) => Decode(text).ShouldBeNull();

    [Fact]
    public void TryDecode_MoreThanFits_IsRefused() => Base64UrlText.TryDecode("AAAAAAAA"u8, new byte[5], out _).ShouldBeFalse();

    private static byte[]? Decode(string text)
    {
        var bytes = new byte[text.Length];
        return Base64UrlText.TryDecode(Encoding.UTF8.GetBytes(text), bytes, out var written) ? bytes[..written] : null;
    }
}
