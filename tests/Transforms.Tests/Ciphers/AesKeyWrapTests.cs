using System.Security.Cryptography;
using Gateway.Transforms.Ciphers;

namespace Gateway.Transforms.Tests.Ciphers;

public sealed class AesKeyWrapTests
{
    /// <summary>RFC 3394 sections 4.1 and 4.6.</summary>
    [Theory]
    [InlineData("000102030405060708090A0B0C0D0E0F", "00112233445566778899AABBCCDDEEFF", "1FA68B0A8112B447AEF34BD8FB5A7B829D3E862371D2CFE5")]
    [InlineData(
        "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F",
        "00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F",
        "28C9F404C4B810F4CBCCB35CFB87F8263F5786E2D80ED326CBC7F0E71A99F43BFB988B9B7A02DD21")]
    public void Wrap_ExampleOfTheStandard_IsTheOneThere(string key, string data, string expected)
    {
        using var wrap = new AesKeyWrap(Convert.FromHexString(key));
        var wrapped = new byte[expected.Length / 2];
        var unwrapped = new byte[data.Length / 2];

        wrap.Wrap(Convert.FromHexString(data), wrapped);

        Convert.ToHexString(wrapped).ShouldBe(expected);
        wrap.TryUnwrap(wrapped, unwrapped).ShouldBeTrue();
        Convert.ToHexString(unwrapped).ShouldBe(data);
    }

    [Fact]
    public void TryUnwrap_AnyBitChanged_IsRefusedAndGivesNothing()
    {
        using var wrap = new AesKeyWrap(RandomNumberGenerator.GetBytes(32));
        var wrapped = new byte[40];
        wrap.Wrap(RandomNumberGenerator.GetBytes(32), wrapped);
        for (var bit = 0; bit < wrapped.Length * 8; bit++)
        {
            wrapped[bit / 8] ^= (byte)(1 << (bit % 8));
            var key = RandomNumberGenerator.GetBytes(32);

            wrap.TryUnwrap(wrapped, key).ShouldBeFalse();

            key.ShouldBe(new byte[32]);
            wrapped[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(8, 0)]
    [InlineData(16, 8)]
    [InlineData(23, 15)]
    [InlineData(24, 32)]
    [InlineData(40, 16)]
    public void TryUnwrap_LengthThatIsNone_IsRefused(int wrapped, int key)
    {
        using var wrap = new AesKeyWrap(new byte[16]);

        wrap.TryUnwrap(new byte[wrapped], new byte[key]).ShouldBeFalse();
    }
}
