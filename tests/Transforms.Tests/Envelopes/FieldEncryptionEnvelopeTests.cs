using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Envelopes.Formats;
using Gateway.Transforms.Jose;
using Gateway.Transforms.Secrets;
using Gateway.Transforms.Tests.Keys;

namespace Gateway.Transforms.Tests.Envelopes;

public sealed class FieldEncryptionEnvelopeTests : EnvelopeContract
{
    private static readonly FieldEncryptionEnvelope Format = new();

    private int _keys;

    public override IEnvelope Envelope => Format;

    protected override IEnumerable<EnvelopeSettings> Variants => [new(), new() { OaepHash = "SHA-512", KeyIdFrom = KeyIdSource.PublicKeyFingerprint }];

    protected override bool HasIntegrity => false;

    protected override int WrongKeys => 1;

    [Theory]
    [InlineData(null, "SHA256")]
    [InlineData("SHA-512", "SHA512")]
    public void Seal_Parts_AreThoseOfTheVendorsLibrary(string? hash, string name)
    {
        using var key = RsaKeyPool.Nth(0);
        var cipher = Compile(new EnvelopeSettings { OaepHash = hash });
        using var parts = new SealedParts(cipher.Parts.Count);
        cipher.TrySeal("{\"a\":1}"u8, key, parts).ShouldBeTrue();

        using var rsa = RSA.Create();
        rsa.ImportFromPem(Encoding.ASCII.GetString(key.Bytes));
        var contentKey = rsa.Decrypt(Part(cipher, parts, "encryptedKey"), hash is null ? RSAEncryptionPadding.OaepSHA256 : RSAEncryptionPadding.OaepSHA512);
        contentKey.Length.ShouldBe(16);
        using var aes = Aes.Create();
        aes.SetKey(contentKey);
        Encoding.UTF8.GetString(aes.DecryptCbc(Part(cipher, parts, "encryptedValue"), Part(cipher, parts, "iv"))).ShouldBe("{\"a\":1}");
        Encoding.ASCII.GetString(Part(cipher, parts, "oaepHash")).ShouldBe(name);
        Encoding.ASCII.GetString(Part(cipher, parts, "publicKeyFingerprint")).ShouldBe(Convert.ToHexStringLower(SHA256.HashData(rsa.ExportSubjectPublicKeyInfo())));
        Format.DefaultEncoding.ShouldBe(BinaryEncoding.Hex);
        cipher.Weaknesses.ShouldBeEmpty();
    }

    [Fact]
    public void Seal_CertificateFingerprintAskedFor_IsAPartOfKeysThatCameInOne()
    {
        using var rsa = RSA.Create(2048);
        var now = DateTimeOffset.UnixEpoch.AddYears(60);
        using var certificate = new CertificateRequest("CN=receiver", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(now, now.AddYears(1));
        using var key = new SecretValue(SampleKeys.Utf8(certificate.ExportCertificatePem()));
        using var bare = RsaKeyPool.Nth(0);
        var cipher = Compile(new EnvelopeSettings { KeyIdFrom = KeyIdSource.CertificateFingerprint });
        using var parts = new SealedParts(cipher.Parts.Count);

        cipher.TrySeal("{}"u8, key, parts).ShouldBeTrue();

        Encoding.ASCII.GetString(Part(cipher, parts, "certificateFingerprint")).ShouldBe(Convert.ToHexStringLower(SHA256.HashData(certificate.RawData)));
        cipher.FindKeyProblem(key, KeyUse.Seal).ShouldBeNull();
        cipher.FindKeyProblem(bare, KeyUse.Seal).ShouldNotBeNull();
        Compile(new EnvelopeSettings()).Parts.ShouldNotContain(static part => part.Name == "certificateFingerprint");
    }

    [Fact]
    public void TryCompile_HashThatTheVendorDoesNotHave_IsNamed()
    {
        var reported = new List<string>();

        Format.TryCompile(new EnvelopeSettings { OaepHash = "SHA-1" }, TimeProvider.System, (name, _) => reported.Add(name)).ShouldBeNull();

        reported.ShouldBe(["OaepHash"]);
    }

    protected override SecretValue NewKey(EnvelopeSettings settings) => RsaKeyPool.Nth(_keys++);

    private static byte[] Part(IMessageCipher cipher, SealedParts parts, string name) => parts[cipher.Parts.ToList().FindIndex(part => part.Name == name)].ToArray();
}
