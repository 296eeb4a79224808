using System.Security.Cryptography;
using System.Text;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Ciphers;

namespace Gateway.Transforms.Tests.Ciphers;

public sealed class ContentCipherTests
{
    public static TheoryData<string> Names => [.. ContentEncryption.All.Select(static encryption => encryption.Name)];

    /// <summary>RFC 7518 appendix B.</summary>
    [Theory]
    [InlineData("A128CBC-HS256", "652c3fa36b0a7c5b3219fab3a30bc1c4")]
    [InlineData("A192CBC-HS384", "8490ac0e58949bfe51875d733f93ac2075168039ccc733d7")]
    [InlineData("A256CBC-HS512", "4dd3b4c088a7f45c216839645b2012bf2e6269a8c56a816dbc1b267761955bc5")]
    public void Encrypt_ExampleOfTheStandard_HasItsTag(string name, string expected)
    {
        var encryption = ContentEncryption.Find(name).ShouldNotBeNull();
        using var cipher = encryption.Create([.. Enumerable.Range(0, encryption.KeySize).Select(static i => (byte)i)]);
        var plaintext = Encoding.ASCII.GetBytes("A cipher system must not be required to be secret, and it must be able to fall into the hands of the enemy without inconvenience");
        var ciphertext = new byte[encryption.CiphertextLength(plaintext.Length)];
        var tag = new byte[encryption.TagSize];

        cipher.Encrypt(Convert.FromHexString("1af38c2dc2b96ffdd86694092341bc04"), plaintext, "The second principle of Auguste Kerckhoffs"u8, ciphertext, tag);

        Convert.ToHexStringLower(tag).ShouldBe(expected);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void TryDecrypt_AnyBitOfAnyPartChanged_IsRefused(string name)
    {
        var encryption = ContentEncryption.Find(name).ShouldNotBeNull();
        using var cipher = encryption.Create(RandomNumberGenerator.GetBytes(encryption.KeySize));
        var nonce = RandomNumberGenerator.GetBytes(encryption.NonceSize);
        var associatedData = RandomNumberGenerator.GetBytes(20);
        var ciphertext = new byte[encryption.CiphertextLength(33)];
        var tag = new byte[encryption.TagSize];
        cipher.Encrypt(nonce, new byte[33], associatedData, ciphertext, tag);

        Opens().ShouldBeTrue();
        foreach (var part in new[] { nonce, associatedData, ciphertext, tag })
        {
            for (var bit = 0; bit < part.Length * 8; bit++)
            {
                part[bit / 8] ^= (byte)(1 << (bit % 8));
                Opens().ShouldBeFalse();
                part[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }

        bool Opens()
        {
            using var plaintext = new PooledBuffer();
            var opened = cipher.TryDecrypt(nonce, ciphertext, associatedData, tag, plaintext);
            plaintext.Length.ShouldBe(opened ? 33 : 0);
            return opened;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void TryDecrypt_BytesMovedBetweenParts_IsRefused(string name)
    {
        var encryption = ContentEncryption.Find(name).ShouldNotBeNull();
        using var cipher = encryption.Create(RandomNumberGenerator.GetBytes(encryption.KeySize));
        var nonce = RandomNumberGenerator.GetBytes(encryption.NonceSize);
        byte[] associatedData = [.. RandomNumberGenerator.GetBytes(4), .. nonce];
        var ciphertext = new byte[encryption.CiphertextLength(64)];
        var tag = new byte[encryption.TagSize];
        cipher.Encrypt(nonce, new byte[64], associatedData, ciphertext, tag);
        using var plaintext = new PooledBuffer();

        cipher.TryDecrypt(ciphertext.AsSpan(0, encryption.NonceSize), ciphertext.AsSpan(16), [.. associatedData, .. nonce], tag, plaintext).ShouldBeFalse();
        cipher.TryDecrypt(nonce, [.. nonce, .. ciphertext], associatedData.AsSpan(0, 4), tag, plaintext).ShouldBeFalse();
    }

    [Fact]
    public void TryDecrypt_PaddingThatIsNoneUnderATagThatIsRight_IsRefused()
    {
        var key = RandomNumberGenerator.GetBytes(32);
        using var cipher = new CbcHmacContentCipher(key, HashAlgorithmName.SHA256);
        using var aes = Aes.Create();
        aes.SetKey(key.AsSpan(16));
        var iv = new byte[16];
        var ciphertext = aes.EncryptCbc(new byte[16], iv, PaddingMode.None);
        var tag = HMACSHA256.HashData(key.AsSpan(0, 16), [.. iv, .. ciphertext, .. new byte[8]]);
        using var plaintext = new PooledBuffer();

        cipher.TryDecrypt(iv, ciphertext, [], tag.AsSpan(0, 16), plaintext).ShouldBeFalse();

        plaintext.Length.ShouldBe(0);
    }
}
