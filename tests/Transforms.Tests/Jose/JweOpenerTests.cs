using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Ciphers;
using Gateway.Transforms.Jose;
using Gateway.Transforms.Secrets;
using Gateway.Transforms.Tests.Keys;
using Gateway.Transforms.Tests.Secrets;

namespace Gateway.Transforms.Tests.Jose;

/// <summary>What is not opened, though whoever sent it had the key.</summary>
public sealed class JweOpenerTests
{
    [Theory]
    [InlineData("""{"alg":"dir","enc":"A256GCM"}""", true)]
    [InlineData("""{"enc":"A256GCM","alg":"dir","typ":"JOSE","cty":"json","jwk":{},"jku":"https://receiver.test","unknown":[1]}""", true)]
    [InlineData(""" { "alg" : "dir", "enc" : "A256GCM" } """, true)]
    [InlineData("""{"alg":"dir","enc":"A256GCM","zip":"DEF"}""", false)]
    [InlineData("""{"alg":"dir","enc":"A256GCM","zip":null}""", false)]
    [InlineData("""{"alg":"dir","enc":"A256GCM","crit":[]}""", false)]
    [InlineData("""{"alg":"dir","enc":"A256GCM","crit":["exp"],"exp":1}""", false)]
    [InlineData("""{"alg":"dir","enc":"A256GCM","enc":"A256GCM"}""", false)]
    [InlineData("""{"alg":"dir","enc":"A256GCM","a":{"b":1,"b":2}}""", false)]
    [InlineData("""{"alg":"dir","enc":"A256GCM"}x""", false)]
    [InlineData("""{"alg":"dir","enc":"A128GCM"}""", false)]
    [InlineData("""{"alg":"dir","enc":"A128CBC-HS256"}""", false)]
    [InlineData("""{"alg":"DIR","enc":"A256GCM"}""", false)]
    [InlineData("""{"alg":"none","enc":"A256GCM"}""", false)]
    [InlineData("""{"alg":"A256KW","enc":"A256GCM"}""", false)]
    [InlineData("""{"alg":["dir"],"enc":"A256GCM"}""", false)]
    [InlineData("""{"enc":"A256GCM"}""", false)]
    [InlineData("""{"alg":"dir"}""", false)]
    [InlineData("""["dir","A256GCM"]""", false)]
    [InlineData("null", false)]
    [InlineData("""{"alg":"dir","enc":"A256GCM","a":[[[[[[[[[[[[]]]]]]]]]]]]}""", false)]
    public void TryOpen_HeaderWrittenByAHolderOfTheKey_OpensOnlyWhatIsUnderstood(string header, bool opens)
    {
        using var key = TestSecret.RandomKey(32);

        Opens("dir", ["A256GCM"], Direct(header, key), key).ShouldBe(opens);
    }

    [Fact]
    public void TryOpen_HeaderOfEightThousandCharacters_IsRefused()
    {
        using var key = TestSecret.RandomKey(32);

        Opens("dir", ["A256GCM"], Direct($$"""{"alg":"dir","enc":"A256GCM","a":"{{new string('a', 6_000)}}"}""", key), key).ShouldBeTrue();
        Opens("dir", ["A256GCM"], Direct($$"""{"alg":"dir","enc":"A256GCM","a":"{{new string('a', 7_000)}}"}""", key), key).ShouldBeFalse();
    }

    [Theory]
    [InlineData(0, "!")]
    [InlineData(0, "=")]
    [InlineData(0, "%")]
    [InlineData(2, "\n")]
    [InlineData(3, " ")]
    [InlineData(3, "==")]
    [InlineData(4, "=")]
    public void TryOpen_PartThatIsNotCanonical_IsRefused(int part, string more)
    {
        using var key = TestSecret.RandomKey(32);
        var parts = Direct("""{"alg":"dir","enc":"A256GCM"}""", key).Split('.');
        parts[part] += more;

        Opens("dir", ["A256GCM"], string.Join('.', parts), key).ShouldBeFalse();
    }

    [Fact]
    public void TryOpen_TagOrNonceOfAnotherLength_IsRefused()
    {
        using var key = TestSecret.RandomKey(32);
        var parts = Direct("""{"alg":"dir","enc":"A256GCM"}""", key).Split('.');
        var tag = Base64Url.DecodeFromChars(parts[4]);
        for (var length = 0; length < tag.Length; length++)
        {
            Opens("dir", ["A256GCM"], string.Join('.', [.. parts[..4], Base64Url.EncodeToString(tag.AsSpan(0, length))]), key).ShouldBeFalse();
        }

        foreach (var length in new[] { 0, 8, 11, 13, 16 })
        {
            Opens("dir", ["A256GCM"], string.Join('.', [parts[0], parts[1], Base64Url.EncodeToString(new byte[length]), parts[3], parts[4]]), key).ShouldBeFalse();
        }
    }

    [Fact]
    public void TryOpen_EncryptedKeyWhereThereIsNone_IsRefused()
    {
        using var key = TestSecret.RandomKey(32);
        var parts = Direct("""{"alg":"dir","enc":"A256GCM"}""", key).Split('.');
        parts[1] = "AAAA";
        using var agreed = new JwePair(new JweSettings("ECDH-ES", "A256GCM"));
        var message = agreed.Seal("body"u8).Split('.');
        message[1] = "AAAA";

        Opens("dir", ["A256GCM"], string.Join('.', parts), key).ShouldBeFalse();
        agreed.Open(string.Join('.', message)).ShouldBeNull();
    }

    [Fact]
    public void TryOpen_RsaKeyThatWrapsAKeyOfAnotherLength_IsRefused()
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(SampleKeys.Rsa);
        using var secret = new SecretValue(SampleKeys.Utf8(SampleKeys.Rsa));
        foreach (var length in new[] { 0, 16, 31, 32, 33, 64 })
        {
            var contentKey = RandomNumberGenerator.GetBytes(length);
            using var padded = new SecretValue([.. contentKey.Take(32), .. new byte[Math.Max(32 - length, 0)]]);
            var parts = Direct("""{"alg":"RSA-OAEP-256","enc":"A256GCM"}""", padded).Split('.');
            parts[1] = Base64Url.EncodeToString(rsa.Encrypt(contentKey, RSAEncryptionPadding.OaepSHA256));

            Opens("RSA-OAEP-256", ["A256GCM"], string.Join('.', parts), secret).ShouldBe(length == 32, $"{length} bytes");
        }
    }

    [Fact]
    public void TryOpen_Pkcs1PaddedKey_IsRefusedWhateverItIsCalled()
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(SampleKeys.Rsa);
        using var secret = new SecretValue(SampleKeys.Utf8(SampleKeys.Rsa));
        using var contentKey = TestSecret.RandomKey(32);
        foreach (var name in new[] { "RSA1_5", "RSA-OAEP", "RSA-OAEP-256" })
        {
            var parts = Direct($$"""{"alg":"{{name}}","enc":"A256GCM"}""", contentKey).Split('.');
            parts[1] = Base64Url.EncodeToString(rsa.Encrypt(contentKey.Bytes, RSAEncryptionPadding.Pkcs1));

            Opens("RSA-OAEP-256", ["A256GCM"], string.Join('.', parts), secret).ShouldBeFalse();
            Opens("RSA-OAEP", ["A256GCM"], string.Join('.', parts), secret).ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("b", true)]
    [InlineData("c", false)]
    [InlineData(null, false)]
    public void TryOpen_SetOfKeys_IsChosenFromByTheMessage(string? keyId, bool opens)
    {
        var (one, other) = (RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32));
        using var set = new SecretValue(SampleKeys.Utf8($$"""{"keys":[{{SampleKeys.Jwk(one, ",\"kid\":\"a\"")}},{{SampleKeys.Jwk(other, ",\"kid\":\"b\"")}}]}"""));
        using var key = new SecretValue(keyId == "b" ? other : one);
        var header = keyId is null ? """{"alg":"dir","enc":"A256GCM"}""" : $$"""{"alg":"dir","enc":"A256GCM","kid":"{{keyId}}"}""";

        Opens("dir", ["A256GCM"], Direct(header, key), set).ShouldBe(opens);
    }

    [Fact]
    public void TryOpen_LoneKey_OpensWhateverTheMessageCallsIt()
    {
        using var key = TestSecret.RandomKey(32);

        Opens("dir", ["A256GCM"], Direct("""{"alg":"dir","enc":"A256GCM","kid":"whatever"}""", key), key).ShouldBeTrue();
    }

    [Fact]
    public void TryOpen_KeyForSomethingElse_IsNotUsed()
    {
        var bytes = RandomNumberGenerator.GetBytes(32);
        using var bare = new SecretValue(bytes);
        var message = Direct("""{"alg":"dir","enc":"A256GCM"}""", bare);
        foreach (var (more, opens) in new[]
        {
            ("", true), (",\"use\":\"enc\"", true), (",\"use\":\"sig\"", false), (",\"alg\":\"A256GCM\"", true), (",\"alg\":\"dir\"", true), (",\"alg\":\"A256KW\"", false),
            (",\"key_ops\":[\"decrypt\"]", true), (",\"key_ops\":[\"encrypt\"]", false), (",\"key_ops\":[]", true),
        })
        {
            using var key = new SecretValue(SampleKeys.Utf8(SampleKeys.Jwk(bytes, more)));

            Opens("dir", ["A256GCM"], message, key).ShouldBe(opens, more);
        }
    }

    [Theory]
    [InlineData("RSA1_5")]
    [InlineData("none")]
    [InlineData("PBES2-HS256+A128KW")]
    [InlineData("rsa-oaep")]
    public void TryCompile_AlgorithmThatIsNotClaimed_IsReportedWithThoseThatAre(string algorithm)
    {
        string? reported = null;

        JweOpener.TryCompile(algorithm, ["A256GCM"], (_, problem) => reported = problem).ShouldBeNull();

        reported.ShouldNotBeNull().ShouldContain("RSA-OAEP-256");
    }

    [Theory]
    [InlineData("RSA-OAEP-256", "A256GCM", "private RSA key")]
    [InlineData("ECDH-ES", "A256GCM", "EC key")]
    [InlineData("A128KW", "A256GCM", "16 bytes")]
    [InlineData("A256GCMKW", "A256GCM", "32 bytes")]
    [InlineData("dir", "A256CBC-HS512", "64 bytes")]
    public void FindKeyProblem_KeyThatDoesNotFit_SaysWhatIsNeededAndNothingOfTheKey(string algorithm, string encryption, string needed)
    {
        using var secret = new SecretValue(SampleKeys.Utf8(SampleKeys.PublicOf(SampleKeys.Rsa)));

        var problem = JwePair.Opener(algorithm, encryption).FindKeyProblem(secret).ShouldNotBeNull();

        problem.ShouldContain(needed);
        problem.ShouldContain(algorithm == JweAlgorithm.Direct ? encryption : algorithm);
    }

    [Fact]
    public void TryOpen_RandomText_NeverThrows()
    {
        foreach (var algorithm in JweAlgorithm.Names)
        {
            using var pair = new JwePair(new JweSettings(algorithm, "A256GCM"));
            for (var i = 0; i < 300; i++)
            {
                var text = Convert.ToBase64String(RandomNumberGenerator.GetBytes(RandomNumberGenerator.GetInt32(200))).Replace('/', '.').Replace('+', '.');

                pair.Open(text).ShouldBeNull();
            }
        }
    }

    private static bool Opens(string algorithm, string[] encryptions, string message, SecretValue key)
    {
        using var plaintext = new PooledBuffer();
        return JwePair.Opener(algorithm, encryptions).TryOpen(Encoding.UTF8.GetBytes(message), key, plaintext) && plaintext.WrittenSpan.SequenceEqual("body"u8);
    }

    /// <summary>A message that only a holder of the key can make, whatever its header says.</summary>
    private static string Direct(string header, SecretValue key)
    {
        var encoded = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header));
        using var gcm = new AesGcm(key.Bytes, AesGcmContentCipher.TagSize);
        var (nonce, ciphertext, tag) = (RandomNumberGenerator.GetBytes(AesGcmContentCipher.NonceSize), new byte[4], new byte[AesGcmContentCipher.TagSize]);
        gcm.Encrypt(nonce, "body"u8, ciphertext, tag, Encoding.ASCII.GetBytes(encoded));
        return $"{encoded}..{Base64Url.EncodeToString(nonce)}.{Base64Url.EncodeToString(ciphertext)}.{Base64Url.EncodeToString(tag)}";
    }
}
