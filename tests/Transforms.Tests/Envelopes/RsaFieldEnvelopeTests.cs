using System.Security.Cryptography;
using System.Text;
using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Envelopes.Formats;
using Gateway.Transforms.Secrets;
using Gateway.Transforms.Tests.Keys;

namespace Gateway.Transforms.Tests.Envelopes;

public sealed class RsaFieldEnvelopeTests : EnvelopeContract
{
    private const int OaepSha1Overhead = 42;

    private static readonly RsaFieldEnvelope Format = new();

    private int _keys;

    public override IEnvelope Envelope => Format;

    protected override IEnumerable<EnvelopeSettings> Variants => [new(), new() { Algorithm = "RSA-OAEP-256", KeyId = "key-1" }, new() { OaepHash = "SHA-384" }];

    protected override bool HasIntegrity => true;

    protected override int WrongKeys => 1;

    /// <summary>The most that OAEP with SHA-384 leaves.</summary>
    protected override int LongestPlaintext => RsaKeyPool.Size - 98;

    [Theory]
    [InlineData(null)]
    [InlineData("RSA-OAEP-256")]
    public void Seal_AnyText_OpensWithTheFramework(string? algorithm)
    {
        using var key = RsaKeyPool.Nth(0);
        using var rsa = RSA.Create();
        rsa.ImportFromPem(Encoding.ASCII.GetString(key.Bytes));

        var message = Seal(Compile(new EnvelopeSettings { Algorithm = algorithm }), "Ann"u8, key);

        rsa.Decrypt(message, algorithm is null ? RSAEncryptionPadding.OaepSHA1 : RSAEncryptionPadding.OaepSHA256).ShouldBe("Ann"u8.ToArray());
    }

    [Fact]
    public void TrySeal_TextOneByteTooLong_DoesNotAndPlacesNothing()
    {
        using var key = RsaKeyPool.Nth(0);
        var cipher = Compile(new EnvelopeSettings());
        using var parts = new SealedParts(cipher.Parts.Count);

        cipher.TrySeal(new byte[RsaKeyPool.Size - OaepSha1Overhead + 1], key, parts).ShouldBeFalse();
        parts.Has(0).ShouldBeFalse();
        cipher.TrySeal(new byte[RsaKeyPool.Size - OaepSha1Overhead], key, parts).ShouldBeTrue();
    }

    [Fact]
    public void TryCompile_Pkcs1_IsNotTaken()
    {
        var reported = new List<string>();

        Format.TryCompile(new EnvelopeSettings { Algorithm = "RSA1_5" }, TimeProvider.System, (name, _) => reported.Add(name)).ShouldBeNull();

        reported.ShouldBe(["Algorithm"]);
    }

    protected override SecretValue NewKey(EnvelopeSettings settings) => RsaKeyPool.Nth(_keys++);
}
