using System.Security.Cryptography;
using System.Text;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Envelopes.Formats;
using Gateway.Transforms.Secrets;
using Gateway.Transforms.Tests.Secrets;

namespace Gateway.Transforms.Tests.Envelopes;

public sealed class AesCbcEnvelopeTests : EnvelopeContract
{
    private const int Iv = 1;
    private const int Ciphertext = 2;
    private const int BlockSize = 16;

    private static readonly AesCbcEnvelope Format = new();
    private IMessageCipher Cipher => field ??= Compile(new EnvelopeSettings());

    public override IEnvelope Envelope => Format;

    protected override IEnumerable<EnvelopeSettings> Variants =>
        [new(), new() { Encryption = "A192CBC" }, new() { Encryption = "A128CBC" }];

    protected override bool HasIntegrity => false;

    [Theory]
    [InlineData("A128CBC", 16)]
    [InlineData("A192CBC", 24)]
    [InlineData("A256CBC", 32)]
    public void Seal_WithAKeyOfEachSize_OpensWithTheFrameworksOwnCipher(string encryption, int keyLength)
    {
        using var key = TestSecret.RandomKey(keyLength);
        using var aes = Aes.Create();
        aes.SetKey(key.Bytes);
        for (var length = 0; length <= 5 * BlockSize; length++)
        {
            var plaintext = RandomNumberGenerator.GetBytes(length);

            var message = Seal(Compile(new EnvelopeSettings { Encryption = encryption }), plaintext, key);
            message.Length.ShouldBe(BlockSize + (((length / BlockSize) + 1) * BlockSize));
            aes.DecryptCbc(message.AsSpan(BlockSize), message.AsSpan(0, BlockSize)).ShouldBe(plaintext);
        }
    }

    [Fact]
    public void Seal_OneAfterTheOther_DrawsFreshRandomnessForEachIv()
    {
        // An IV here is E(R xor the block before it). Without a fresh R it would still differ each time, yet whoever saw the message before
        // could tell it in advance; so R is recovered and looked at.
        using var key = TestSecret.RandomKey(32);
        using var aes = Aes.Create();
        aes.SetKey(key.Bytes);
        var drawn = new HashSet<string>();
        var before = Seal(Cipher, "body"u8, key);
        for (var i = 0; i < 1_000; i++)
        {
            var message = Seal(Cipher, "body"u8, key);

            var randomness = aes.DecryptEcb(message.AsSpan(0, BlockSize), PaddingMode.None);
            for (var j = 0; j < BlockSize; j++)
            {
                randomness[j] ^= before[^(BlockSize - j)];
            }

            randomness.AsSpan().ContainsAnyExcept((byte)0).ShouldBeTrue();
            drawn.Add(Convert.ToHexString(randomness)).ShouldBeTrue();
            before = message;
        }
    }

    [Fact]
    public void TryOpen_SealedByTheFrameworksOwnCipher_Opens()
    {
        using var key = TestSecret.RandomKey(32);
        using var aes = Aes.Create();
        aes.SetKey(key.Bytes);
        var iv = RandomNumberGenerator.GetBytes(BlockSize);

        byte[] message = [.. iv, .. aes.EncryptCbc("{\"a\":1}"u8, iv)];

        TryOpen(Cipher, message, key).ShouldBe(Encoding.UTF8.GetBytes("{\"a\":1}"));
    }

    [Fact]
    public void TryOpen_PaddingThatIsNotPkcs7_IsRefused()
    {
        using var key = TestSecret.RandomKey(32);
        using var aes = Aes.Create();
        aes.SetKey(key.Bytes);
        var iv = RandomNumberGenerator.GetBytes(BlockSize);
        byte[][] lastBlocks =
        [
            new byte[BlockSize],
            [.. new byte[BlockSize - 1], 17],
            [.. new byte[BlockSize - 1], 2],
            [.. new byte[BlockSize - 3], 3, 2, 3],
            [.. new byte[BlockSize - 1], 255],
        ];

        foreach (var block in lastBlocks)
        {
            TryOpen(Cipher, [.. iv, .. aes.EncryptCbc(block, iv, PaddingMode.None)], key).ShouldBeNull(Convert.ToHexString(block));
        }
    }

    [Fact]
    public void Seal_Parts_AreTheIvAndTheCiphertextOfTheWhole()
    {
        using var key = TestSecret.RandomKey(32);
        using var parts = new SealedParts(Cipher.Parts.Count);

        Cipher.TrySeal("body"u8, key, parts).ShouldBeTrue();

        byte[] whole = [.. parts[Iv], .. parts[Ciphertext]];
        parts[0].ToArray().ShouldBe(whole);
        parts[Iv].Length.ShouldBe(BlockSize);
    }

    [Fact]
    public void TryOpen_PartsApart_Opens()
    {
        using var key = TestSecret.RandomKey(32);
        var message = Seal(Cipher, "body"u8, key);
        using var parts = new SealedParts(Cipher.Parts.Count);
        parts.Buffer.Write(message.AsSpan(BlockSize));
        parts.Buffer.Write(message.AsSpan(0, BlockSize));
        parts.Place(Ciphertext, ..BlockSize);
        parts.Place(Iv, BlockSize..(2 * BlockSize));
        using var plaintext = new PooledBuffer();

        Cipher.TryOpen(parts, key, plaintext).ShouldBeTrue();

        plaintext.WrittenSpan.SequenceEqual("body"u8).ShouldBeTrue();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(17)]
    public void TryOpen_IvOfAnotherLength_IsRefused(int length)
    {
        using var key = TestSecret.RandomKey(32);
        var message = Seal(Cipher, "body"u8, key);
        using var parts = new SealedParts(Cipher.Parts.Count);
        parts.Buffer.Write(message.AsSpan(BlockSize));
        parts.Buffer.Write(new byte[length]);
        parts.Place(Ciphertext, ..BlockSize);
        parts.Place(Iv, BlockSize..(BlockSize + length));
        using var plaintext = new PooledBuffer();

        Cipher.TryOpen(parts, key, plaintext).ShouldBeFalse();

        plaintext.Length.ShouldBe(0);
    }

    [Fact]
    public void Seal_KeyReplacedMeanwhile_FinishesUnderTheKeyThatWasLeased()
    {
        using var handle = TestSecret.Handle("key", RandomNumberGenerator.GetBytes(32));
        handle.TryLease(out var lease).ShouldBeTrue();
        var before = Seal(Cipher, "before"u8, lease.Value);

        handle.Replace(TestSecret.RandomKey(32));

        TryOpen(Cipher, before, lease.Value).ShouldBe(Encoding.UTF8.GetBytes("before"));
        TryOpen(Cipher, Seal(Cipher, "after"u8, lease.Value), lease.Value).ShouldBe(Encoding.UTF8.GetBytes("after"));
        lease.Dispose();
        Should.Throw<ObjectDisposedException>(() => Seal(Cipher, "too late"u8, lease.Value));
    }

    [Fact]
    public void Seal_ZeroIv_IsWhatAlipayWantsAndWeak()
    {
        using var key = TestSecret.RandomKey(16);
        var cipher = Compile(new EnvelopeSettings { Encryption = "A128CBC", Iv = IvSource.Zero });
        using var aes = Aes.Create();
        aes.SetKey(key.Bytes);

        var message = Seal(cipher, "biz_content"u8, key);

        message.ShouldBe(aes.EncryptCbc("biz_content"u8, new byte[BlockSize]));
        TryOpen(cipher, message, key).ShouldBe(Encoding.UTF8.GetBytes("biz_content"));
        cipher.Weaknesses.ShouldBe([Weakness.StaticIv]);
    }

    [Fact]
    public void Seal_KeyAsJwk_IsTheSameKey()
    {
        using var bare = new SecretValue("0123456789abcdef0123456789abcdef"u8);
        using var jwk = new SecretValue("""{"kty":"oct","k":"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"}"""u8);

        TryOpen(Cipher, Seal(Cipher, "body"u8, jwk), bare).ShouldBe(Encoding.UTF8.GetBytes("body"));
    }

    protected override SecretValue NewKey(EnvelopeSettings settings) => TestSecret.RandomKey(settings.Encryption switch
    {
        "A192CBC" => 24,
        "A128CBC" => 16,
        _ => 32,
    });
}
