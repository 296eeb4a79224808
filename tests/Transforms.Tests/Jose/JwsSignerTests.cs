using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Jose;
using Gateway.Transforms.Secrets;
using Gateway.Transforms.Tests.Keys;

namespace Gateway.Transforms.Tests.Jose;

/// <summary>What is signed is verified by the framework alone, and what cannot or may not sign does not.</summary>
public sealed class JwsSignerTests
{
    private const string Payload = """{"iss":"gateway"}""";

    public static TheoryData<string> Algorithms => [.. JwsSigner.Algorithms];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Sign_EveryAlgorithm_IsVerifiedByItsDefinition(string algorithm)
    {
        using var keys = new KeyPair(algorithm);

        var message = Sign(new JwsSigner(algorithm, "k-1", "JWT"), keys.Pem);

        var (header, payload, signature, signed) = Split(message);
        header.GetRawText().ShouldBe($$"""{"alg":"{{algorithm}}","typ":"JWT","kid":"k-1"}""");
        payload.ShouldBe(Payload);
        keys.Verify(signed, signature).ShouldBeTrue();
        signed[^1] ^= 1;
        keys.Verify(signed, signature).ShouldBeFalse();
    }

    [Theory]
    [InlineData("RS256", "RS256")]
    [InlineData("ES256", "ES256")]
    [InlineData("ES384", "ES384")]
    [InlineData("ES512", "ES512")]
    public void Sign_WithoutAnAlgorithm_TakesWhatIsUsualForTheKey(string kind, string algorithm)
    {
        using var keys = new KeyPair(kind);

        var (header, _, signature, signed) = Split(Sign(new JwsSigner(null, null, null), keys.Pem));

        header.GetRawText().ShouldBe($$"""{"alg":"{{algorithm}}"}""");
        keys.Verify(signed, signature).ShouldBeTrue();
    }

    [Fact]
    public void Sign_WithoutAnAlgorithm_TakesTheKeysOwn()
    {
        using var keys = new KeyPair("PS512");

        var (header, _, signature, signed) = Split(Sign(new JwsSigner(null, null, null), keys.Jwk(""","alg":"PS512","kid":"mine","use":"sig","key_ops":["sign"] """)));

        header.GetRawText().ShouldBe("""{"alg":"PS512","kid":"mine"}""");
        keys.Verify(signed, signature).ShouldBeTrue();
    }

    [Fact]
    public void Sign_Ecdsa_AlwaysHasTheFullLengthOfTheCurve()
    {
        using var keys = new KeyPair("ES256");
        var signer = new JwsSigner(null, null, null);

        // One number in 256 begins with a zero byte.
        for (var i = 0; i < 600; i++)
        {
            Split(Sign(signer, keys.Pem)).Signature.Length.ShouldBe(64);
        }
    }

    [Fact]
    public void Sign_SetOfKeys_UsesTheOneThatIsNamedOrTheOnlyOneThatCan()
    {
        using var first = new KeyPair("ES256");
        using var second = new KeyPair("ES256");
        var both = $$"""{"keys":[{{first.Jwk(",\"kid\":\"a\"")}},{{second.Jwk(",\"kid\":\"b\"")}},{{SampleKeys.Jwk(new byte[32])}}]}""";
        var one = $$"""{"keys":[{{SampleKeys.Jwk(new byte[32])}},{{second.Jwk(",\"kid\":\"b\"")}}]}""";

        var named = Split(Sign(new JwsSigner(null, "b", null), both));
        var only = Split(Sign(new JwsSigner(null, null, null), one));

        second.Verify(named.Signed, named.Signature).ShouldBeTrue();
        named.Header.GetProperty("kid").GetString().ShouldBe("b");
        second.Verify(only.Signed, only.Signature).ShouldBeTrue();
        Problem(new JwsSigner(null, null, null), both).ShouldBe("several keys of the set could be meant: name one by its 'kid'");
        Problem(new JwsSigner(null, "c", null), both).ShouldBe("the set has no key with the 'kid' that is named");
        Problem(new JwsSigner("RS256", null, null), both).ShouldBe("no key of the set can sign");
    }

    [Fact]
    public void Sign_KeyThatMayNotOrCannot_SaysWhyAndAppendsNothing()
    {
        using var rsa = new KeyPair("RS256");
        using var ec = new KeyPair("ES256");

        Problem(new JwsSigner(null, null, null), rsa.PublicPem).ShouldBe("signing takes the private key, not a public RSA key of 2048 bits");
        Problem(new JwsSigner(null, null, null), ec.PublicPem).ShouldBe("signing takes the private key, not a public EC key on P-256");
        Problem(new JwsSigner("ES384", null, null), ec.Pem).ShouldBe("ES384 takes a private EC key on P-384, not a private EC key on P-256");
        Problem(new JwsSigner("PS256", null, null), ec.Pem).ShouldBe("PS256 takes a private RSA key, not a private EC key on P-256");
        Problem(new JwsSigner("ES256", null, null), rsa.Pem).ShouldBe("ES256 takes a private EC key on P-256, not a private RSA key of 2048 bits");
        Problem(new JwsSigner(null, null, null), "a shared key that is no private one").ShouldNotBeNull().ShouldStartWith("signing takes a private RSA or EC key, not ");
        Problem(new JwsSigner(null, null, null), SampleKeys.NewRsa(1024)).ShouldBe("an RSA key of 1024 bits is shorter than 2048, which RFC 7518 section 3.3 does not allow");
        Problem(new JwsSigner(null, null, null), ec.Jwk(",\"use\":\"enc\"")).ShouldBe("the key's own attributes do not allow ES256");
        Problem(new JwsSigner(null, null, null), ec.Jwk(",\"key_ops\":[\"verify\"]")).ShouldBe("the key's own attributes do not allow ES256");
        Problem(new JwsSigner("RS256", null, null), rsa.Jwk(",\"alg\":\"PS256\"")).ShouldBe("the key's own attributes do not allow RS256");
        Problem(new JwsSigner(null, null, null), rsa.Jwk(",\"alg\":\"RSA-OAEP\"")).ShouldBe("the key's own 'alg' is not one that signs");
        Problem(new JwsSigner(null, null, null), "-----BEGIN nonsense").ShouldNotBeNull();
    }

    private static string Sign(JwsSigner signer, string key)
    {
        using var secret = new SecretValue(SampleKeys.Utf8(key));
        using var message = new PooledBuffer();

        // What is there already is not signed with it.
        message.Write("assertion="u8);
        signer.TrySign(SampleKeys.Utf8(Payload), secret, message).ShouldBeNull();
        return Encoding.ASCII.GetString(message.WrittenSpan["assertion=".Length..]);
    }

    private static string? Problem(JwsSigner signer, string key)
    {
        using var secret = new SecretValue(SampleKeys.Utf8(key));
        using var message = new PooledBuffer();
        var problem = signer.TrySign(SampleKeys.Utf8(Payload), secret, message);
        message.Length.ShouldBe(0);
        return problem;
    }

    private static (JsonElement Header, string Payload, byte[] Signature, byte[] Signed) Split(string message)
    {
        var parts = message.Split('.');
        parts.Length.ShouldBe(3);
        return (
            JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0])).RootElement,
            Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1])),
            Base64Url.DecodeFromChars(parts[2]),
            Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"));
    }

    /// <summary>A key of the kind that an algorithm takes, and what verifies with it: RFC 7518 sections 3.3 to 3.5 in the framework's words.</summary>
    private sealed class KeyPair : IDisposable
    {
        private readonly string _algorithm;
        private readonly RSA? _rsa;
        private readonly ECDsa? _ec;

        public KeyPair(string algorithm)
        {
            _algorithm = algorithm;
            if (algorithm[0] != 'E')
            {
                _rsa = RSA.Create();
                _rsa.ImportFromPem(SampleKeys.Rsa);
            }
            else
            {
                _ec = ECDsa.Create(algorithm switch { "ES256" => ECCurve.NamedCurves.nistP256, "ES384" => ECCurve.NamedCurves.nistP384, _ => ECCurve.NamedCurves.nistP521 });
            }
        }

        public string Pem => _rsa?.ExportPkcs8PrivateKeyPem() ?? _ec!.ExportPkcs8PrivateKeyPem();

        public string PublicPem => _rsa?.ExportSubjectPublicKeyInfoPem() ?? _ec!.ExportSubjectPublicKeyInfoPem();

        private HashAlgorithmName Hash => _algorithm[2..] switch { "256" => HashAlgorithmName.SHA256, "384" => HashAlgorithmName.SHA384, _ => HashAlgorithmName.SHA512 };

        public string Jwk(string more) => _rsa is not null
            ? SampleKeys.Jwk(_rsa.ExportParameters(includePrivateParameters: true), more)
            : SampleKeys.Jwk("P-256", _ec!.ExportParameters(includePrivateParameters: true), more);

        public bool Verify(byte[] signed, byte[] signature) => _rsa is not null
            ? _rsa.VerifyData(signed, signature, Hash, _algorithm[0] == 'P' ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1)
            : _ec!.VerifyData(signed, signature, Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

        public void Dispose()
        {
            _rsa?.Dispose();
            _ec?.Dispose();
        }
    }
}
