using System.Text;
using Gateway.Transforms.Secrets;

namespace Gateway.Transforms.Tests.Secrets;

public sealed class SecretDecoderTests
{
    /// <summary>Bytes whose base64 forms use both characters in which the two alphabets differ.</summary>
    private static readonly byte[] Bytes = [0xFB, 0xEF, 0xFF, 0x00, 0x10];

    [Theory]
    [InlineData("fbefff0010", SecretEncoding.Hex)]
    [InlineData("FBEFff0010", SecretEncoding.Hex)]
    [InlineData("fbefff0010\n", SecretEncoding.Hex)]
    [InlineData(" \tfbefff0010\r\n", SecretEncoding.Hex)]
    [InlineData("++//ABA=", SecretEncoding.Base64)]
    [InlineData("++//ABA=\n", SecretEncoding.Base64)]
    [InlineData("++//ABA=\r\n\r\n", SecretEncoding.Base64)]
    [InlineData("--__ABA", SecretEncoding.Base64Url)]
    [InlineData("--__ABA=", SecretEncoding.Base64Url)]
    [InlineData("--__ABA\n", SecretEncoding.Base64Url)]
    public void TryDecode_EncodedBytes_AreRead(string text, SecretEncoding encoding) => Decode(text, encoding).ShouldBe(Bytes);

    [Theory]
    [InlineData("pass word", "pass word")]
    [InlineData("password\n", "password")]
    [InlineData("password\r\n", "password")]
    [InlineData("password\n\n", "password\n")]
    [InlineData(" password ", " password ")]
    [InlineData("pä€😀", "pä€😀")]
    public void TryDecode_Utf8_LosesOneLineBreakAndNothingElse(string text, string expected) =>
        Decode(text, SecretEncoding.Utf8).ShouldBe(Encoding.UTF8.GetBytes(expected));

    [Theory]
    [InlineData("", SecretEncoding.Utf8)]
    [InlineData("\n", SecretEncoding.Utf8)]
    [InlineData("\r\n", SecretEncoding.Utf8)]
    [InlineData("", SecretEncoding.Hex)]
    [InlineData("\n", SecretEncoding.Hex)]
    [InlineData("abc", SecretEncoding.Hex)]
    [InlineData("0xab", SecretEncoding.Hex)]
    [InlineData("zz", SecretEncoding.Hex)]
    [InlineData("ab cd", SecretEncoding.Hex)]
    [InlineData("", SecretEncoding.Base64)]
    [InlineData(" \r\n", SecretEncoding.Base64)]
    [InlineData("++//ABA", SecretEncoding.Base64)]
    [InlineData("--__ABA=", SecretEncoding.Base64)]
    [InlineData("====", SecretEncoding.Base64)]
    [InlineData("A", SecretEncoding.Base64)]
    [InlineData("++//ABA=x", SecretEncoding.Base64)]
    [InlineData("", SecretEncoding.Base64Url)]
    [InlineData("++//ABA", SecretEncoding.Base64Url)]
    [InlineData("A", SecretEncoding.Base64Url)]
    [InlineData("--__ABA%", SecretEncoding.Base64Url)]
    [InlineData("ü", SecretEncoding.Hex)]
    [InlineData("üü", SecretEncoding.Base64)]
    public void TryDecode_AnythingElse_IsRefused(string text, SecretEncoding encoding) => Decode(text, encoding).ShouldBeNull();

    private static byte[]? Decode(string text, SecretEncoding encoding)
    {
        using var value = SecretDecoder.TryDecode(Encoding.UTF8.GetBytes(text), encoding);
        return value?.Bytes.ToArray();
    }
}
