using System.Security.Cryptography;
using System.Text;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Envelopes.Formats;
using Gateway.Transforms.Secrets;
using Gateway.Transforms.Tests.Secrets;

namespace Gateway.Transforms.Tests.Envelopes;

public sealed class AesGcmEnvelopeTests : EnvelopeContract
{
    private const int Iv = 1;
    private const int Ciphertext = 2;
    private const int Tag = 3;
    private const int CiphertextAndTag = 4;

    private static readonly AesGcmEnvelope Format = new();

    public override IEnvelope Envelope => Format;

    protected override IEnumerable<EnvelopeSettings> Variants =>
    [
        new(),
        new() { Encryption = "A192GCM", AssociatedData = "report-7" },
        new() { Encryption = "A128GCM", Tag = TagPosition.Start },
    ];

    protected override bool HasIntegrity => true;

    [Theory]
    [InlineData(TagPosition.End, "")]
    [InlineData(TagPosition.End, "größer")]
    [InlineData(TagPosition.Start, "report-7")]
    public void Seal_WhereverTheTagStands_OpensWithTheFrameworksOwnCipher(TagPosition position, string associatedData)
    {
        using var key = TestSecret.RandomKey(32);
        var cipher = Compile(new EnvelopeSettings { Tag = position, AssociatedData = associatedData });

        var message = Seal(cipher, "{\"a\":1}"u8, key);

        message.Length.ShouldBe(12 + 7 + 16);
        var ciphertext = position == TagPosition.End ? message[12..19] : message[28..];
        var tag = position == TagPosition.End ? message[19..] : message[12..28];
        var plaintext = new byte[7];
        using var gcm = new AesGcm(key.Bytes, 16);
        gcm.Decrypt(message.AsSpan(0, 12), ciphertext, tag, plaintext, Encoding.UTF8.GetBytes(associatedData));
        Encoding.UTF8.GetString(plaintext).ShouldBe("{\"a\":1}");
    }

    [Fact]
    public void Open_OtherAssociatedData_IsRefused()
    {
        using var key = TestSecret.RandomKey(32);
        var message = Seal(Compile(new EnvelopeSettings { AssociatedData = "a" }), "{}"u8, key);

        TryOpen(Compile(new EnvelopeSettings { AssociatedData = "b" }), message, key).ShouldBeNull();
        TryOpen(Compile(new EnvelopeSettings()), message, key).ShouldBeNull();
    }

    [Theory]
    [InlineData(false, new[] { Iv, CiphertextAndTag })]
    [InlineData(false, new[] { Iv, Ciphertext, Tag })]
    [InlineData(true, new[] { Iv, Ciphertext, Tag })]
    public void Open_PartsApart_Opens(bool isTagFirst, int[] placed)
    {
        using var key = TestSecret.RandomKey(32);
        var cipher = Compile(new EnvelopeSettings { Tag = isTagFirst ? TagPosition.Start : TagPosition.End });
        using var whole = new SealedParts(cipher.Parts.Count);
        cipher.TrySeal("body"u8, key, whole).ShouldBeTrue();
        using var parts = new SealedParts(cipher.Parts.Count);
        foreach (var part in placed)
        {
            var start = parts.Buffer.Length;
            parts.Buffer.Write(whole[part]);
            parts.Place(part, start..parts.Buffer.Length);
        }

        using var plaintext = new PooledBuffer();

        cipher.SufficesToOpen([.. placed.Select(part => cipher.Parts[part].Name)]).ShouldBeTrue();
        cipher.LooksSealed(parts).ShouldBeTrue();
        cipher.TryOpen(parts, key, plaintext).ShouldBeTrue();
        plaintext.WrittenSpan.SequenceEqual("body"u8).ShouldBeTrue();
    }

    [Theory]
    [InlineData("iv", "ciphertext")]
    [InlineData("ciphertext", "tag")]
    [InlineData("ciphertextAndTag")]
    public void SufficesToOpen_TooFewParts_DoesNot(params string[] parts) => Compile(new EnvelopeSettings()).SufficesToOpen(parts).ShouldBeFalse();

    [Fact]
    public void Seal_UnderWhicheverName_CountsEveryMessageOfTheKey()
    {
        using var key = TestSecret.RandomKey(32);
        var material = (Transforms.Keys.OctetKey)Transforms.Keys.KeyMaterial.Of(key).Keys[0];

        Seal(Compile(new EnvelopeSettings()), "{}"u8, key);
        Seal(Compile(new EnvelopeSettings { Tag = TagPosition.Start }), "{}"u8, key);

        material.Messages.Messages.ShouldBe(2);
    }

    protected override SecretValue NewKey(EnvelopeSettings settings) => TestSecret.RandomKey(settings.Encryption switch
    {
        "A192GCM" => 24,
        "A128GCM" => 16,
        _ => 32,
    });
}
