using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gateway.Transforms.Ciphers;
using Gateway.Transforms.Keys;
using Gateway.Transforms.Secrets;

namespace Gateway.Transforms.Tests.Keys;

public sealed class KeyMaterialTests
{
    private const string Canary = "canary7f3a";

    public static TheoryData<string, bool> RsaForms => new()
    {
        { "pkcs8", true }, { "pkcs1-private", true }, { "spki", false }, { "pkcs1-public", false }, { "der-pkcs8", true }, { "der-pkcs1-private", true },
        { "der-spki", false }, { "der-pkcs1-public", false }, { "jwk-private", true }, { "jwk-public", false }, { "certificate", false }, { "der-certificate", false },
    };

    [Theory]
    [MemberData(nameof(RsaForms))]
    public void Rsa_InEachForm_IsReadWithItsFingerprints(string form, bool isPrivate)
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(SampleKeys.Rsa);
        using var certificate = Certificate(rsa);
        using var secret = new SecretValue(form switch
        {
            "pkcs8" => SampleKeys.Utf8(rsa.ExportPkcs8PrivateKeyPem()),
            "pkcs1-private" => SampleKeys.Utf8(rsa.ExportRSAPrivateKeyPem()),
            "spki" => SampleKeys.Utf8(rsa.ExportSubjectPublicKeyInfoPem()),
            "pkcs1-public" => SampleKeys.Utf8(rsa.ExportRSAPublicKeyPem()),
            "der-pkcs8" => rsa.ExportPkcs8PrivateKey(),
            "der-pkcs1-private" => rsa.ExportRSAPrivateKey(),
            "der-spki" => rsa.ExportSubjectPublicKeyInfo(),
            "der-pkcs1-public" => rsa.ExportRSAPublicKey(),
            "jwk-private" => SampleKeys.Utf8(SampleKeys.Jwk(rsa.ExportParameters(true))),
            "jwk-public" => SampleKeys.Utf8(SampleKeys.Jwk(rsa.ExportParameters(false))),
            "certificate" => SampleKeys.Utf8(certificate.ExportCertificatePem()),
            _ => certificate.RawData,
        });

        var material = KeyMaterial.Of(secret);

        material.Problem.ShouldBeNull();
        var key = material.Keys.ShouldHaveSingleItem().ShouldBeOfType<RsaKey>();
        key.IsPrivate.ShouldBe(isPrivate);
        key.Bits.ShouldBe(2048);
        key.Weakness.ShouldBeNull();
        key.PublicKeyFingerprint.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(rsa.ExportSubjectPublicKeyInfo())));
        key.Attributes.CertificateFingerprint.ShouldBe(form.EndsWith("certificate", StringComparison.Ordinal) ? Convert.ToHexStringLower(SHA256.HashData(certificate.RawData)) : null);
        RoundTrip(key, rsa, isPrivate);
    }

    [Theory]
    [InlineData("P-256")]
    [InlineData("P-384")]
    [InlineData("P-521")]
    public void Ec_InEachForm_IsReadAndAgrees(string curve)
    {
        using var ec = SampleKeys.NewEc(curve);
        var forms = new (byte[] Bytes, bool IsPrivate)[]
        {
            (SampleKeys.Utf8(ec.ExportPkcs8PrivateKeyPem()), true),
            (SampleKeys.Utf8(ec.ExportECPrivateKeyPem()), true),
            (SampleKeys.Utf8("-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + ec.ExportECPrivateKeyPem()), true),
            (SampleKeys.Utf8(ec.ExportSubjectPublicKeyInfoPem()), false),
            (ec.ExportSubjectPublicKeyInfo(), false),
            (SampleKeys.Utf8(SampleKeys.Jwk(curve, ec.ExportParameters(true))), true),
            (SampleKeys.Utf8(SampleKeys.Jwk(curve, ec.ExportParameters(false))), false),
        };
        foreach (var (bytes, isPrivate) in forms)
        {
            using var secret = new SecretValue(bytes);

            var key = KeyMaterial.Of(secret).Keys.ShouldHaveSingleItem().ShouldBeOfType<EcKey>();

            key.IsPrivate.ShouldBe(isPrivate);
            key.Curve.Name.ShouldBe(curve);
            key.PublicKeyFingerprint.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(ec.ExportSubjectPublicKeyInfo())));
            var (x, y, agreed, found) = (new byte[key.Curve.Size], new byte[key.Curve.Size], new byte[key.Curve.Size], new byte[key.Curve.Size]);
            key.Agree(x, y, agreed);
            key.TryAgree(x, y, found).ShouldBe(isPrivate);
            if (isPrivate)
            {
                found.ShouldBe(agreed);
            }
        }
    }

    [Fact]
    public void Thumbprint_ExampleOfRfc7638_IsTheOneThere()
    {
        const string Jwk = """
            {"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"}
            """;
        using var secret = new SecretValue(SampleKeys.Utf8(Jwk));

        var key = KeyMaterial.Of(secret).Keys.ShouldHaveSingleItem();

        key.Thumbprint.ShouldBe("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
        key.Attributes.KeyId.ShouldBe("2011-04-29");
    }

    [Fact]
    public void Octets_ASymmetricKey_HasNoThumbprint()
    {
        using var secret = new SecretValue(SampleKeys.Utf8(SampleKeys.Jwk(new byte[32])));

        KeyMaterial.Of(secret).Keys.ShouldHaveSingleItem().Thumbprint.ShouldBeNull();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(64)]
    [InlineData(200)]
    public void Octets_BareBytes_AreTheKey(int length)
    {
        // Whatever they begin with: a brace, a sequence's tag, anything.
        foreach (var first in new byte[] { (byte)'{', 0x30, (byte)'-', 0 })
        {
            var bytes = RandomNumberGenerator.GetBytes(length);
            bytes[0] = length == 200 && first == (byte)'{' ? (byte)1 : first;
            using var secret = new SecretValue(bytes);

            KeyMaterial.Of(secret).Keys.ShouldHaveSingleItem().ShouldBeOfType<OctetKey>().Bytes.SequenceEqual(bytes).ShouldBeTrue();
        }
    }

    [Fact]
    public void Set_KeysOfSeveralTypes_AreReadAndTheUnknownPassedOver()
    {
        using var ec = SampleKeys.NewEc("P-256");
        var set = $$"""{"keys":[{{SampleKeys.Jwk(new byte[16], ",\"kid\":\"a\",\"use\":\"enc\",\"alg\":\"A128KW\",\"key_ops\":[\"wrapKey\"]")}},{"kty":"OKP","crv":"X25519","x":"AA"},{{SampleKeys.Jwk("P-256", ec.ExportParameters(false), ",\"kid\":\"b\"")}}]}""";
        using var secret = new SecretValue(SampleKeys.Utf8(set));

        var material = KeyMaterial.Of(secret);

        material.Problem.ShouldBeNull();
        material.IsSet.ShouldBeTrue();
        material.Keys.Select(static key => key.Attributes.KeyId).ShouldBe(["a", "b"]);
        material.Keys[0].Permits("A128KW", ["wrapKey"]).ShouldBeTrue();
        material.Keys[0].Permits("A128KW", ["unwrapKey"]).ShouldBeFalse();
        material.Keys[0].Permits("A256KW", ["wrapKey"]).ShouldBeFalse();
    }

    [Fact]
    public void Permits_KeyForSignatures_IsNotForEncryption()
    {
        using var key = new OctetKey(new byte[16], new KeyAttributes(Use: "sig"));

        key.Permits("A128KW", ["wrapKey"]).ShouldBeFalse();
    }

    [Fact]
    public void Rsa_OfFewerBitsThan2048_IsFlaggedAndOfFewerThan1024Refused()
    {
        using var weak = new SecretValue(SampleKeys.Utf8(SampleKeys.NewRsa(1024)));
        using var hopeless = new SecretValue(SampleKeys.Utf8(SampleKeys.NewRsa(512)));

        KeyMaterial.Of(weak).Keys.ShouldHaveSingleItem().Weakness.ShouldNotBeNull().ShouldContain("1024");
        KeyMaterial.Of(hopeless).Problem.ShouldNotBeNull().ShouldContain("512");
    }

    [Theory]
    [InlineData("n")]
    [InlineData("d")]
    [InlineData("p")]
    [InlineData("q")]
    [InlineData("dp")]
    [InlineData("dq")]
    [InlineData("qi")]
    public void Rsa_OnePartOfAnotherKey_IsRefused(string part)
    {
        using var one = RSA.Create(2048);
        using var rsa = RSA.Create();
        rsa.ImportFromPem(SampleKeys.Rsa);
        var mixed = rsa.ExportParameters(true);
        var other = one.ExportParameters(true);
        switch (part)
        {
            case "n":
                mixed.Modulus = other.Modulus;
                break;
            case "d":
                mixed.D = other.D;
                break;
            case "p":
                mixed.P = other.P;
                break;
            case "q":
                mixed.Q = other.Q;
                break;
            case "dp":
                mixed.DP = other.DP;
                break;
            case "dq":
                mixed.DQ = other.DQ;
                break;
            default:
                mixed.InverseQ = other.InverseQ;
                break;
        }

        using var secret = new SecretValue(SampleKeys.Utf8(SampleKeys.Jwk(mixed)));

        KeyMaterial.Of(secret).Problem.ShouldNotBeNull();
    }

    [Fact]
    public void Ec_PointThatDoesNotBelongToThePrivatePart_IsRefused()
    {
        using var one = SampleKeys.NewEc("P-256");
        using var other = SampleKeys.NewEc("P-256");
        using var secret = new SecretValue(SampleKeys.Utf8(SampleKeys.Jwk("P-256", one.ExportParameters(true) with { Q = other.ExportParameters(false).Q })));

        KeyMaterial.Of(secret).Problem.ShouldNotBeNull().ShouldContain("does not belong");
    }

    [Theory]
    [InlineData("")]
    [InlineData("""{"kty":"oct","k":""}""")]
    [InlineData("""{"kty":"oct","k":"canary7f3a="}""")]
    [InlineData("""{"kty":"oct","k":"canary7f3 a"}""")]
    [InlineData("""{"kty":"oct","k":"canary7f3aB"}""")]
    [InlineData("""{"kty":"oct","k":["canary7f3a"]}""")]
    [InlineData("""{"kty":"oct","k":"canary7f3a","kid":7}""")]
    [InlineData("""{"kty":"oct","k":"canary7f3a","key_ops":"canary7f3a"}""")]
    [InlineData("""{"kty":"oct","k":"canary7f3a","k":"canary7f3b", "pad":"pad pad pad pad pad pad pad pad"}""")]
    [InlineData("""{"kty":"canary7f3a","k":"canary7f3a"}""")]
    [InlineData("""{"k":"canary7f3a"}""")]
    [InlineData("""{"kty":"EC","crv":"canary7f3a","x":"AA","y":"AA"}""")]
    [InlineData("""{"kty":"EC","crv":"P-256","x":"canary7f3a","y":"canary7f3a"}""")]
    [InlineData("""{"kty":"EC","crv":"P-256","x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","y":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}""")]
    [InlineData("""{"kty":"RSA","n":"canary7f3a","e":"AQAB"}""")]
    [InlineData("""{"kty":"RSA","n":"AAAAcanary7f3a","e":"AQAB"}""")]
    [InlineData("""{"keys":[]}""")]
    [InlineData("""{"keys":{"canary7f3a":1}}""")]
    [InlineData("""{"keys":["canary7f3a"]}""")]
    [InlineData("""{"keys":[{"kty":"canary7f3a"}]}""")]
    [InlineData("""{"keys":[{"kty":"oct","k":"AAAA","kid":"canary7f3a"},{"kty":"oct","k":"BBBB","kid":"canary7f3a"}]}""")]
    [InlineData("""{ canary7f3a canary7f3a canary7f3a canary7f3a canary7f3a canary7f3a canary7f3a """)]
    [InlineData("-----BEGIN PUBLIC KEY-----\ncanary7f3a\n-----END PUBLIC KEY-----")]
    [InlineData("-----BEGIN PUBLIC KEY-----\ncanary7f3acanary7f3a\n-----END PUBLIC KEY-----")]
    [InlineData("-----BEGIN canary7f3a-----\nAAAA\n-----END canary7f3a-----")]
    [InlineData("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,canary7f3a\n\nAAAA\n-----END RSA PRIVATE KEY-----")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")]
    public void Read_WhatIsNoKey_SaysSoInOneSentenceWithNothingOfIt(string text)
    {
        using var secret = new SecretValue(SampleKeys.Utf8(text));

        var material = KeyMaterial.Of(secret);

        material.Keys.ShouldBeEmpty();
        var problem = material.Problem.ShouldNotBeNull();
        problem.ShouldNotContain(Canary);
        problem.ShouldNotContain("\n");
    }

    [Fact]
    public void Read_KeyOnAnotherCurveOrOfAnotherType_NamesWhatIsTaken()
    {
        using var other = ECDiffieHellman.Create(ECCurve.CreateFromFriendlyName("secp256k1"));
        using var secret = new SecretValue(SampleKeys.Utf8(other.ExportSubjectPublicKeyInfoPem()));
        using var x25519 = new SecretValue(SampleKeys.Utf8("-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VuAyEAhSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo=\n-----END PUBLIC KEY-----"));

        KeyMaterial.Of(secret).Problem.ShouldNotBeNull().ShouldContain("P-256, P-384 or P-521");
        KeyMaterial.Of(x25519).Problem.ShouldNotBeNull().ShouldContain("RSA and EC");
    }

    [Fact]
    public void Read_AnyByteOfAKeyChanged_NeverThrows()
    {
        using var ec = SampleKeys.NewEc("P-256");
        foreach (var original in new[] { ec.ExportPkcs8PrivateKey(), ec.ExportSubjectPublicKeyInfo(), SampleKeys.Utf8(ec.ExportECPrivateKeyPem()), SampleKeys.Utf8(SampleKeys.Jwk("P-256", ec.ExportParameters(true))) })
        {
            for (var i = 0; i < original.Length; i++)
            {
                var changed = (byte[])original.Clone();
                changed[i] ^= (byte)(1 << RandomNumberGenerator.GetInt32(8));
                using var secret = new SecretValue(changed);

                Should.NotThrow(() => KeyMaterial.Of(secret).Problem);
            }
        }
    }

    [Fact]
    public void Keys_SecretGone_AreGoneToo()
    {
        var secret = new SecretValue(RandomNumberGenerator.GetBytes(32));
        var key = KeyMaterial.Of(secret).Keys.ShouldHaveSingleItem().ShouldBeOfType<OctetKey>();
        key.Bytes.ContainsAnyExcept((byte)0).ShouldBeTrue();

        secret.Dispose();

        key.Bytes.ContainsAnyExcept((byte)0).ShouldBeFalse();
        Should.Throw<ObjectDisposedException>(() => KeyMaterial.Of(secret));
    }

    [Fact]
    public void Of_AskedTwice_ReadsOnce()
    {
        using var secret = new SecretValue(new byte[32]);

        KeyMaterial.Of(secret).ShouldBeSameAs(KeyMaterial.Of(secret));
    }

    private static X509Certificate2 Certificate(RSA rsa)
    {
        var request = new CertificateRequest("CN=receiver", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(1));
    }

    private static void RoundTrip(RsaKey key, RSA rsa, bool isPrivate)
    {
        using var random = new RandomBatch();
        var encrypted = new byte[key.Size];
        var opened = new byte[key.Size];
        key.Encrypt("text"u8, OaepHashes.Sha256, random, encrypted);

        rsa.Decrypt(encrypted, RSAEncryptionPadding.OaepSHA256).ShouldBe(Encoding.UTF8.GetBytes("text"));
        key.TryDecrypt(encrypted, OaepHashes.Sha256, opened, out var written).ShouldBe(isPrivate);
        if (isPrivate)
        {
            opened[..written].ShouldBe(Encoding.UTF8.GetBytes("text"));
        }
    }
}
