using System.Security.Cryptography;
using Gateway.Transforms.Ciphers;
using Gateway.Transforms.Keys;
using Gateway.Transforms.Secrets;

namespace Gateway.Transforms.Tests.Keys;

/// <summary>A content key under PKCS#1 v1.5 that is none looks like one that is another: whatever was wrong, there is a key, and always the same.</summary>
public sealed class Pkcs1RejectionTests : IDisposable
{
    private readonly SecretValue _secret = RsaKeyPool.Nth(0);

    private RsaKey Key => (RsaKey)KeyMaterial.Of(_secret).Keys[0];

    [Theory]
    [InlineData(16)]
    [InlineData(32)]
    public void TryDecrypt_WhatWasEncrypted_IsTheKey(int length)
    {
        var contentKey = RandomNumberGenerator.GetBytes(length);

        Decrypt(Encrypted(contentKey), length).ShouldBe(contentKey);
    }

    [Fact]
    public void TryDecrypt_WrongPadding_IsAlwaysTheSameOtherKey()
    {
        var wrong = new byte[RsaKeyPool.Size];
        using var random = new RandomBatch();
        Key.Encrypt(new byte[16], OaepHashes.Sha1, random, wrong);

        var first = Decrypt(wrong, 16);

        Decrypt(wrong, 16).ShouldBe(first);
        first.ShouldNotBe(new byte[16]);
    }

    [Fact]
    public void TryDecrypt_WrongPaddingOfOtherTexts_IsAnotherKeyEach()
    {
        using var random = new RandomBatch();
        var keys = new HashSet<string>();
        for (var i = 0; i < 50; i++)
        {
            var wrong = new byte[RsaKeyPool.Size];
            Key.Encrypt(new byte[16], OaepHashes.Sha1, random, wrong);

            keys.Add(Convert.ToHexString(Decrypt(wrong, 16))).ShouldBeTrue();
        }
    }

    [Fact]
    public void TryDecrypt_WrongPaddingUnderAnotherKey_CannotBeForeseenFromTheText()
    {
        using var other = RsaKeyPool.Nth(1);
        var wrong = new byte[RsaKeyPool.Size];
        wrong[^1] = 2;
        var contentKey = new byte[16];

        ((RsaKey)KeyMaterial.Of(other).Keys[0]).TryDecryptPkcs1(wrong, contentKey).ShouldBeTrue();

        contentKey.ShouldNotBe(Decrypt(wrong, 16));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(17)]
    [InlineData(32)]
    public void TryDecrypt_KeyOfAnotherLength_IsReplacedWhole(int length)
    {
        var text = RandomNumberGenerator.GetBytes(length);
        var encrypted = Encrypted(text);

        var contentKey = Decrypt(encrypted, 16);

        contentKey.Intersect(text).Count().ShouldBeLessThan(8);
        contentKey.ShouldBe(Decrypt(encrypted, 16));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(RsaKeyPool.Size - 1)]
    [InlineData(RsaKeyPool.Size + 1)]
    public void TryDecrypt_TextOfAnotherLength_IsRefusedForAllToSee(int length) =>
        Key.TryDecryptPkcs1(new byte[length], new byte[16]).ShouldBeFalse();

    public void Dispose() => _secret.Dispose();

    private byte[] Encrypted(byte[] text)
    {
        var encrypted = new byte[RsaKeyPool.Size];
        Key.EncryptPkcs1(text, encrypted);
        return encrypted;
    }

    private byte[] Decrypt(byte[] encrypted, int length)
    {
        var contentKey = new byte[length];
        Key.TryDecryptPkcs1(encrypted, contentKey).ShouldBeTrue();
        return contentKey;
    }
}
