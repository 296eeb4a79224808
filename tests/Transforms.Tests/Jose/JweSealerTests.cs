using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Gateway.Tests.Shared;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Ciphers;
using Gateway.Transforms.Jose;
using Gateway.Transforms.Keys;
using Gateway.Transforms.Secrets;
using Gateway.Transforms.Tests.Keys;
using Gateway.Transforms.Tests.Secrets;

namespace Gateway.Transforms.Tests.Jose;

public sealed class JweSealerTests
{
    [Fact]
    public void Seal_HeaderThatIsConfigured_IsWrittenWholeAndEscaped()
    {
        using var pair = new JwePair(new JweSettings("dir", "A256GCM")
        {
            KeyId = "a\"b",
            Header = "{ \"typ\":\"JOSE\", \"channel\" : \"web\", \"n\":[1, 2] }"u8.ToArray(),
        });

        Header(pair.Seal([])).ShouldBe("""{"alg":"dir","enc":"A256GCM","kid":"a\"b","typ":"JOSE","channel":"web","n":[1, 2]}""");
    }

    [Theory]
    [InlineData(1, "1700000000")]
    [InlineData(2, "1700000000123")]
    public void Seal_IssuedAt_IsTheClockOfEachMessage(int unit, string expected)
    {
        var time = new ManualTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123));
        using var pair = new JwePair(new JweSettings("dir", "A256GCM") { IssuedAt = (IssuedAt)unit }, time: time);

        Header(pair.Seal([])).ShouldBe($$"""{"alg":"dir","enc":"A256GCM","iat":{{expected}}}""");
        time.Advance(TimeSpan.FromSeconds(1));
        Header(pair.Seal([])).ShouldNotContain(expected);
    }

    [Fact]
    public void Seal_KeyIdOfTheKey_FollowsTheKey()
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(SampleKeys.Rsa);
        using var secret = new SecretValue(SampleKeys.Utf8(SampleKeys.Jwk(rsa.ExportParameters(false), ",\"kid\":\"the-key\"")));
        var key = KeyMaterial.Of(secret).Keys.ShouldHaveSingleItem();
        foreach (var (source, expected) in new[] { (KeyIdSource.Key, "the-key"), (KeyIdSource.Thumbprint, key.Thumbprint), (KeyIdSource.PublicKeyFingerprint, key.PublicKeyFingerprint) })
        {
            Header(Seal(JwePair.Sealer(new JweSettings("RSA-OAEP-256", "A256GCM") { KeyIdFrom = source }), secret)).ShouldContain($"\"kid\":\"{expected}\"");
        }

        JwePair.Sealer(new JweSettings("RSA-OAEP-256", "A256GCM") { KeyIdFrom = KeyIdSource.CertificateFingerprint })
            .FindKeyProblem(secret).ShouldNotBeNull().ShouldContain("certificate");
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"alg":"none"}""")]
    [InlineData("""{"crit":["a"]}""")]
    [InlineData("""{"zip":"DEF"}""")]
    [InlineData("""{"k\u0069d":"a"}""")]
    public void TryCompile_MembersThatCannotBeSet_AreReported(string members)
    {
        string? reported = null;

        JweSealer.TryCompile(new JweSettings("dir", "A256GCM") { Header = SampleKeys.Utf8(members) }, TimeProvider.System, (name, _) => reported = name).ShouldBeNull();

        reported.ShouldBe("Header");
    }

    [Theory]
    [InlineData("RSA1_5", "A256GCM", "Algorithm")]
    [InlineData("none", "A256GCM", "Algorithm")]
    [InlineData("dir", "A256CBC", "Encryption")]
    public void TryCompile_AlgorithmThatIsNotClaimed_IsReported(string algorithm, string encryption, string name)
    {
        string? reported = null;

        JweSealer.TryCompile(new JweSettings(algorithm, encryption), TimeProvider.System, (setting, _) => reported = setting).ShouldBeNull();

        reported.ShouldBe(name);
    }

    [Fact]
    public void Seal_KeyOfAnotherKind_ThrowsAndWritesNothing()
    {
        using var secret = TestSecret.RandomKey(16);
        using var message = new PooledBuffer();

        Should.Throw<CryptographicException>(() => JwePair.Sealer(new JweSettings("dir", "A256GCM")).Seal("body"u8, secret, message));

        message.Length.ShouldBe(0);
    }

    [Fact]
    public void Seal_SetOfKeys_TakesTheNamedOrTheOnlyThatFits()
    {
        var (one, other) = (RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32));
        using var set = new SecretValue(SampleKeys.Utf8(
            $$"""{"keys":[{{SampleKeys.Jwk(one, ",\"kid\":\"a\"")}},{{SampleKeys.Jwk(other, ",\"kid\":\"b\"")}},{{SampleKeys.Jwk(new byte[16], ",\"kid\":\"c\"")}}]}"""));
        using var b = new SecretValue(other);

        using var plaintext = new PooledBuffer();
        JwePair.Opener("dir", "A256GCM").TryOpen(Encoding.ASCII.GetBytes(Seal(JwePair.Sealer(new JweSettings("dir", "A256GCM") { KeyId = "b" }), set)), b, plaintext).ShouldBeTrue();
        JwePair.Sealer(new JweSettings("dir", "A128GCM")).FindKeyProblem(set).ShouldBeNull();
        JwePair.Sealer(new JweSettings("dir", "A256GCM")).FindKeyProblem(set).ShouldNotBeNull().ShouldContain("several");
        JwePair.Sealer(new JweSettings("dir", "A256GCM") { KeyId = "d" }).FindKeyProblem(set).ShouldNotBeNull();
        JwePair.Sealer(new JweSettings("dir", "A256GCM") { KeyId = "c" }).FindKeyProblem(set).ShouldNotBeNull().ShouldContain("32 bytes");
        JwePair.Sealer(new JweSettings("dir", "A192GCM")).FindKeyProblem(set).ShouldNotBeNull();
    }

    [Fact]
    public void Seal_RsaKeyTooShortForTheHash_IsFoundBeforehand()
    {
        using var secret = new SecretValue(SampleKeys.Utf8(SampleKeys.NewRsa(1024)));

        JwePair.Sealer(new JweSettings("RSA-OAEP-256", "A256GCM")).FindKeyProblem(secret).ShouldBeNull();
        JwePair.Sealer(new JweSettings("RSA-OAEP-256", "A256CBC-HS512")).FindKeyProblem(secret).ShouldNotBeNull().ShouldContain("longer RSA key");
    }

    [Fact]
    public void Seal_UnderOneKeyByWhateverName_IsCounted()
    {
        using var secret = TestSecret.RandomKey(32);
        var counter = KeyMaterial.Of(secret).Keys.ShouldHaveSingleItem().ShouldBeOfType<OctetKey>().Messages;

        Seal(JwePair.Sealer(new JweSettings("dir", "A256GCM")), secret);
        Seal(JwePair.Sealer(new JweSettings("A256GCMKW", "A128GCM")), secret);
        counter.Messages.ShouldBe(2);

        // Here no nonce is drawn under the key itself, or none that may not repeat.
        Seal(JwePair.Sealer(new JweSettings("A256KW", "A128GCM")), secret);
        Seal(JwePair.Sealer(new JweSettings("dir", "A128CBC-HS256")), secret);
        counter.Messages.ShouldBe(2);
    }

    [Fact]
    public void Derive_ExampleOfRfc7518AppendixC_IsTheOneThere()
    {
        const string Bob = """{"kty":"EC","crv":"P-256","x":"weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ","y":"e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck","d":"VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw"}""";
        const string Header = """{"alg":"ECDH-ES","enc":"A128GCM","apu":"QWxpY2U","apv":"Qm9i","epk":{"kty":"EC","crv":"P-256","x":"gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0","y":"SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps"}}""";
        using var secret = new SecretValue(SampleKeys.Utf8(Bob));
        using var header = JweHeader.TryRead(Encoding.ASCII.GetBytes(Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Header)))).ShouldNotBeNull();
        var contentKey = new byte[16];

        JweAlgorithm.TryFind("ECDH-ES", out var management).ShouldBeTrue();
        management!.TryOpen(KeyMaterial.Of(secret).Keys[0], ContentEncryption.Find("A128GCM")!, header, [], contentKey).ShouldBeTrue();

        Base64Url.EncodeToString(contentKey).ShouldBe("VqqN6vgjbSBcIijNcacQGg");
    }

    private static string Seal(JweSealer sealer, SecretValue secret)
    {
        using var message = new PooledBuffer();
        sealer.Seal("body"u8, secret, message);
        return Encoding.ASCII.GetString(message.WrittenSpan);
    }

    private static string Header(string message) => Encoding.UTF8.GetString(Base64Url.DecodeFromChars(message.Split('.')[0]));
}
