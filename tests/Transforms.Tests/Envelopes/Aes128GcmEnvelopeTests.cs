using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Envelopes.Formats;
using Gateway.Transforms.Secrets;
using Gateway.Transforms.Tests.Secrets;

namespace Gateway.Transforms.Tests.Envelopes;

public sealed class Aes128GcmEnvelopeTests : EnvelopeContract
{
    private const int HeaderSize = 21;
    private const int RecordSize = 4096;
    private const int Overhead = 17;

    private static readonly Aes128GcmEnvelope Format = new();

    public override IEnvelope Envelope => Format;

    protected override IEnumerable<EnvelopeSettings> Variants => [new(), new() { KeyId = "key-1" }];

    protected override bool HasIntegrity => true;

    /// <summary>The record size, which does not matter where there is one record.</summary>
    protected override Range Unprotected => 16..20;

    /// <summary>RFC 8188 sections 3.1 and 3.2; the second has two records, and padding in the first.</summary>
    [Theory]
    [InlineData("yqdlZ-tYemfogSmv7Ws5PQ", null, "I1BsxtFttlv3u_Oo94xnmwAAEAAA-NAVub2qFgBEuQKRapoZu-IxkIva3MEB1PD-ly8Thjg")]
    [InlineData("BO3ZVPxUlnLORbVGMpbT1Q", "a1", "uNCkWiNYzKTnBN9ji3-qWAAAABkCYTHOG8chz_gnvgOqdGYovxyjuqRyJFjEDyoF1Fvkj6hQPdPHI51OEUKEpgz3SsLWIqS_uA")]
    public void Open_ExampleOfTheStandard_Opens(string key, string? keyId, string message)
    {
        using var secret = new SecretValue(Base64Url.DecodeFromChars(key));

        TryOpen(Compile(new EnvelopeSettings { KeyId = keyId }), Base64Url.DecodeFromChars(message), secret).ShouldBe("I am the walrus"u8.ToArray());
    }

    [Fact]
    public void Open_RecordsThatAreNotAllInOrder_IsRefused()
    {
        using var key = TestSecret.RandomKey(16);
        var cipher = Compile(new EnvelopeSettings());
        var message = Seal(cipher, RandomNumberGenerator.GetBytes(2 * RecordSize), key);
        var (header, records) = (message[..HeaderSize], message[HeaderSize..].Chunk(RecordSize).ToArray());
        var resized = (byte[])message.Clone();
        BinaryPrimitives.WriteUInt32BigEndian(resized.AsSpan(16), Overhead);

        TryOpen(cipher, [.. header, .. records[0], .. records[1], .. records[2]], key).ShouldNotBeNull();
        TryOpen(cipher, [.. header, .. records[0], .. records[1]], key).ShouldBeNull("the last record is gone");
        TryOpen(cipher, [.. header, .. records[1], .. records[0], .. records[2]], key).ShouldBeNull("the records are exchanged");
        TryOpen(cipher, [.. header, .. records[0], .. records[0], .. records[1], .. records[2]], key).ShouldBeNull("a record is there twice");
        TryOpen(cipher, resized, key).ShouldBeNull("no text fits into a record");
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(RecordSize - Overhead, 1)]
    [InlineData(RecordSize - Overhead + 1, 2)]
    [InlineData(2 * (RecordSize - Overhead), 2)]
    [InlineData((2 * (RecordSize - Overhead)) + 1, 3)]
    public void Seal_AnyLength_TakesAsManyRecordsAsItNeeds(int length, int records)
    {
        using var key = TestSecret.RandomKey(16);
        var cipher = Compile(new EnvelopeSettings());
        var plaintext = RandomNumberGenerator.GetBytes(length);

        var message = Seal(cipher, plaintext, key);

        message.Length.ShouldBe(HeaderSize + length + (records * Overhead));
        BinaryPrimitives.ReadUInt32BigEndian(message.AsSpan(16)).ShouldBe((uint)RecordSize);
        TryOpen(cipher, message, key).ShouldBe(plaintext);
    }

    /// <summary>Records as others may write them: each of text, delimiter and padding in hexadecimal.</summary>
    [Theory]
    [InlineData(18u, "AB", "4101", "4202")]
    [InlineData(20u, "A", "01000000", "4102")]
    [InlineData(20u, "A", "01000000", "41020000")]
    [InlineData(20u, "A", "41010000", "02")]
    [InlineData(18u, "A", "4101", "0200")]
    [InlineData(uint.MaxValue, "A", "4102")]
    [InlineData(18u, null, "4102", "4202")]
    [InlineData(18u, null, "4101", "4201")]
    [InlineData(18u, null, "4103")]
    [InlineData(18u, null, "0000")]
    [InlineData(20u, null, "4101", "4202")]
    public void Open_RecordsOfOthers_AreTakenAsTheStandardAllows(uint recordSize, string? expected, params string[] records)
    {
        using var key = TestSecret.RandomKey(16);
        var salt = RandomNumberGenerator.GetBytes(16);
        var contentKey = HKDF.DeriveKey(HashAlgorithmName.SHA256, key.Bytes.ToArray(), 16, salt, "Content-Encoding: aes128gcm\0"u8.ToArray());
        var nonce = HKDF.DeriveKey(HashAlgorithmName.SHA256, key.Bytes.ToArray(), 12, salt, "Content-Encoding: nonce\0"u8.ToArray());
        using var gcm = new AesGcm(contentKey, 16);
        var size = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(size, recordSize);
        List<byte> message = [.. salt, .. size, 0];
        for (var i = 0; i < records.Length; i++)
        {
            var text = Convert.FromHexString(records[i]);
            var ciphertext = new byte[text.Length];
            var tag = new byte[16];
            byte[] own = [.. nonce[..11], (byte)(nonce[11] ^ i)];
            gcm.Encrypt(own, text, ciphertext, tag);
            message.AddRange([.. ciphertext, .. tag]);
        }

        TryOpen(Compile(new EnvelopeSettings()), [.. message], key).ShouldBe(expected is null ? null : System.Text.Encoding.ASCII.GetBytes(expected));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(11)]
    public void FindKeyProblem_KeyShorterThanTheOneThatIsDerived_IsRefused(int length)
    {
        using var key = TestSecret.RandomKey(length);

        Compile(new EnvelopeSettings()).FindKeyProblem(key, KeyUse.Seal).ShouldNotBeNull().ShouldContain("16 bytes");
    }

    [Fact]
    public void Open_OtherKeyId_IsRefused()
    {
        using var key = TestSecret.RandomKey(16);
        var message = Seal(Compile(new EnvelopeSettings { KeyId = "a" }), "{}"u8, key);

        TryOpen(Compile(new EnvelopeSettings { KeyId = "b" }), message, key).ShouldBeNull();
        TryOpen(Compile(new EnvelopeSettings()), message, key).ShouldBeNull();
    }

    [Fact]
    public void TryCompile_KeyIdLongerThanItsLengthCanSay_IsNamed()
    {
        var reported = new List<string>();

        Format.TryCompile(new EnvelopeSettings { KeyId = new string('k', 256) }, TimeProvider.System, (name, _) => reported.Add(name)).ShouldBeNull();

        reported.ShouldBe(["KeyId"]);
    }

    [Fact]
    public void Preset_OfItsName_TellsTheReceiverInTheHeaderThatHttpHasForIt()
    {
        using var bench = PresetBench.Of("aes128gcm");

        var (body, headers) = bench.Seal("{\"a\":1}").ShouldNotBeNull();

        headers.ShouldBe([new("Content-Encoding", "aes128gcm")]);
        body.Length.ShouldBe(HeaderSize + 7 + Overhead);
    }

    protected override SecretValue NewKey(EnvelopeSettings settings) => TestSecret.RandomKey(16);
}
