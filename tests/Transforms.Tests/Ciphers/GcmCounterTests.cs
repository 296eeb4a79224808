using System.Security.Cryptography;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Ciphers;

namespace Gateway.Transforms.Tests.Ciphers;

public sealed class GcmCounterTests
{
    [Fact]
    public void Count_UpToTheLimit_WarnsThenRefuses()
    {
        var young = new GcmCounter(GcmCounter.WarningAt - 2);
        young.Count();
        young.IsNearlySpent.ShouldBeFalse();
        young.Count();
        young.IsNearlySpent.ShouldBeTrue();

        var old = new GcmCounter(GcmCounter.Limit - 1);
        old.Count();
        Should.Throw<CryptographicException>(old.Count);
        Should.Throw<CryptographicException>(old.Count);
        old.Messages.ShouldBe(GcmCounter.Limit);
    }

    [Fact]
    public void Encrypt_KeyThatIsSpent_GivesNothingButStillOpens()
    {
        using var random = new RandomBatch();
        using var cipher = new KeyedCipher(ContentEncryption.Gcm(16), new byte[16], new GcmCounter(GcmCounter.Limit - 1));
        var (nonce, ciphertext, tag) = (new byte[12], new byte[4], new byte[16]);
        cipher.Encrypt(random, "last"u8, [], nonce, ciphertext, tag);
        var never = new byte[4];

        Should.Throw<CryptographicException>(() => cipher.Encrypt(random, "more"u8, [], new byte[12], never, new byte[16]));

        never.ShouldBe(new byte[4]);
        using var opened = new PooledBuffer();
        cipher.TryDecrypt(nonce, ciphertext, [], tag, opened).ShouldBeTrue();
    }
}
