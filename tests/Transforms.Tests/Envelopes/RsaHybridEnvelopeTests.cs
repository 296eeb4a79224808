using System.Security.Cryptography;
using System.Text;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Envelopes.Formats;
using Gateway.Transforms.Jose;
using Gateway.Transforms.Secrets;
using Gateway.Transforms.Tests.Keys;

namespace Gateway.Transforms.Tests.Envelopes;

public sealed class RsaHybridEnvelopeTests : EnvelopeContract
{
    private static readonly RsaHybridEnvelope Format = new();

    private int _keys;

    public override IEnvelope Envelope => Format;

    protected override IEnumerable<EnvelopeSettings> Variants =>
    [
        new(),
        new() { Algorithm = "RSA-OAEP", OaepHash = "SHA-384", Encryption = "A128GCM", KeyId = "key-1" },
        new() { Algorithm = "RSA1_5", Encryption = "A256GCM", KeyIdFrom = KeyIdSource.PublicKeyFingerprint },
    ];

    protected override bool HasIntegrity => true;

    protected override int WrongKeys => 1;

    [Theory]
    [InlineData("RSA-OAEP-256", "A256GCM", 12, 7, 16)]
    [InlineData("RSA1_5", "A128GCM", 12, 7, 16)]
    [InlineData("RSA-OAEP", "A256CBC", 16, 16, 0)]
    [InlineData("RSA1_5", "A128CBC", 16, 16, 0)]
    public void Seal_Whole_IsKeyIvCiphertextAndTagThatTheFrameworkOpens(string algorithm, string encryption, int iv, int ciphertext, int tag)
    {
        using var key = RsaKeyPool.Nth(0);
        var cipher = Compile(new EnvelopeSettings { Algorithm = algorithm, Encryption = encryption });

        var message = Seal(cipher, "{\"a\":1}"u8, key);

        message.Length.ShouldBe(RsaKeyPool.Size + iv + ciphertext + tag);
        using var rsa = RSA.Create();
        rsa.ImportFromPem(Encoding.ASCII.GetString(key.Bytes));
        var contentKey = rsa.Decrypt(message[..RsaKeyPool.Size], PaddingOf(algorithm));
        contentKey.Length.ShouldBe(encryption.StartsWith("A256", StringComparison.Ordinal) ? 32 : 16);
        var content = message[RsaKeyPool.Size..];
        Decrypt(contentKey, content[..iv], content[iv..(iv + ciphertext)], content[(iv + ciphertext)..]).ShouldBe("{\"a\":1}");
    }

    [Fact]
    public void Open_WhatTheFrameworkSealed_Opens()
    {
        using var key = RsaKeyPool.Nth(0);
        using var rsa = RSA.Create();
        rsa.ImportFromPem(Encoding.ASCII.GetString(key.Bytes));
        var (contentKey, iv) = (RandomNumberGenerator.GetBytes(16), RandomNumberGenerator.GetBytes(16));
        using var aes = Aes.Create();
        aes.SetKey(contentKey);

        byte[] message = [.. rsa.Encrypt(contentKey, RSAEncryptionPadding.Pkcs1), .. iv, .. aes.EncryptCbc("{\"a\":1}"u8, iv)];

        TryOpen(Compile(new EnvelopeSettings { Algorithm = "RSA1_5", Encryption = "A128CBC" }), message, key).ShouldBe("{\"a\":1}"u8.ToArray());
    }

    [Theory]
    [InlineData("A256GCM", new[] { "sealed" }, true)]
    [InlineData("A256GCM", new[] { "encryptedKey", "content" }, true)]
    [InlineData("A256GCM", new[] { "encryptedKey", "iv", "ciphertextAndTag" }, true)]
    [InlineData("A256GCM", new[] { "encryptedKey", "iv", "ciphertext", "tag" }, true)]
    [InlineData("A256GCM", new[] { "encryptedKey", "iv", "ciphertext" }, false)]
    [InlineData("A256GCM", new[] { "encryptedKey", "ciphertextAndTag" }, false)]
    [InlineData("A256GCM", new[] { "content" }, false)]
    [InlineData("A128CBC", new[] { "encryptedKey", "iv", "ciphertext" }, true)]
    [InlineData("A128CBC", new[] { "encryptedKey", "content" }, true)]
    [InlineData("A128CBC", new[] { "encryptedKey", "ciphertext" }, false)]
    [InlineData("A128CBC", new[] { "iv", "ciphertext", "oaepHash" }, false)]
    public void Open_PartsApart_OpensWhereTheySuffice(string encryption, string[] placed, bool suffices)
    {
        using var key = RsaKeyPool.Nth(0);
        var cipher = Compile(new EnvelopeSettings { Encryption = encryption });
        using var whole = new SealedParts(cipher.Parts.Count);
        cipher.TrySeal("body"u8, key, whole).ShouldBeTrue();
        using var parts = new SealedParts(cipher.Parts.Count);
        foreach (var part in placed.Select(name => cipher.Parts.ToList().FindIndex(part => part.Name == name)))
        {
            var start = parts.Buffer.Length;
            parts.Buffer.Write(whole[part]);
            parts.Place(part, start..parts.Buffer.Length);
        }

        using var plaintext = new PooledBuffer();

        cipher.SufficesToOpen(placed).ShouldBe(suffices);
        cipher.TryOpen(parts, key, plaintext).ShouldBe(suffices);
        cipher.LooksSealed(parts).ShouldBe(suffices);
        plaintext.WrittenSpan.SequenceEqual(suffices ? "body"u8 : default).ShouldBeTrue();
    }

    [Fact]
    public void Seal_ManyTimes_NeverRepeatsAnIvNorAContentKey()
    {
        using var key = RsaKeyPool.Nth(0);
        using var rsa = RSA.Create();
        rsa.ImportFromPem(Encoding.ASCII.GetString(key.Bytes));
        var cipher = Compile(new EnvelopeSettings());
        var drawn = new HashSet<string>();
        for (var i = 0; i < 200; i++)
        {
            var message = Seal(cipher, "body"u8, key);

            drawn.Add(Convert.ToHexString(message[RsaKeyPool.Size..(RsaKeyPool.Size + 12)])).ShouldBeTrue();
            drawn.Add(Convert.ToHexString(rsa.Decrypt(message[..RsaKeyPool.Size], RSAEncryptionPadding.OaepSHA256))).ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData("RSA-OAEP-256", "A256GCM", new string[0])]
    [InlineData("RSA1_5", "A256GCM", new[] { "rsa-pkcs1" })]
    [InlineData("RSA-OAEP", "A256CBC", new[] { "unauthenticated-cbc" })]
    [InlineData("RSA1_5", "A128CBC", new[] { "rsa-pkcs1", "unauthenticated-cbc" })]
    public void Weaknesses_OfEachPair_AreNamed(string algorithm, string encryption, string[] names) =>
        Compile(new EnvelopeSettings { Algorithm = algorithm, Encryption = encryption }).Weaknesses.Select(static weakness => weakness.Name).ShouldBe(names);

    [Theory]
    [InlineData("oaepHash", "SHA256", null)]
    [InlineData("oaepHash", "NONE", "RSA1_5")]
    [InlineData("keyId", "key-1", null)]
    public void Seal_TextParts_TellTheReceiver(string part, string text, string? algorithm)
    {
        using var key = RsaKeyPool.Nth(0);
        var cipher = Compile(new EnvelopeSettings { Algorithm = algorithm, KeyId = "key-1" });
        using var parts = new SealedParts(cipher.Parts.Count);

        cipher.TrySeal("body"u8, key, parts).ShouldBeTrue();

        Encoding.ASCII.GetString(parts[cipher.Parts.ToList().FindIndex(known => known.Name == part)]).ShouldBe(text);
    }

    [Fact]
    public void FindKeyProblem_TwoHashes_SealsButDoesNotOpen()
    {
        using var key = RsaKeyPool.Nth(0);
        var cipher = Compile(new EnvelopeSettings { OaepHash = "SHA-256", OaepMgf1Hash = "SHA-1" });

        cipher.FindKeyProblem(key, KeyUse.Seal).ShouldBeNull();
        cipher.FindKeyProblem(key, KeyUse.Open).ShouldNotBeNull().ShouldContain("two different hashes");
        Seal(cipher, "body"u8, key).Length.ShouldBe(RsaKeyPool.Size + 12 + 4 + 16);
    }

    [Fact]
    public void FindKeyProblem_PublicKey_SealsAlone()
    {
        using var key = new SecretValue(SampleKeys.Utf8(SampleKeys.PublicOf(SampleKeys.Rsa)));
        foreach (var algorithm in new[] { "RSA1_5", "RSA-OAEP", "RSA-OAEP-256" })
        {
            var cipher = Compile(new EnvelopeSettings { Algorithm = algorithm });

            cipher.FindKeyProblem(key, KeyUse.Seal).ShouldBeNull();
            cipher.FindKeyProblem(key, KeyUse.Open).ShouldNotBeNull().ShouldContain("private");
        }
    }

    [Fact]
    public void FindKeyProblem_NameThatTheKeyDoesNotHave_IsToldForSealing()
    {
        using var key = RsaKeyPool.Nth(0);
        var cipher = Compile(new EnvelopeSettings { KeyIdFrom = KeyIdSource.CertificateFingerprint });

        cipher.FindKeyProblem(key, KeyUse.Seal).ShouldNotBeNull().ShouldContain("certificate");
        cipher.FindKeyProblem(key, KeyUse.Open).ShouldBeNull();
    }

    [Theory]
    [InlineData("RSA-OAEP-512", null, null, null, "Algorithm")]
    [InlineData(null, "A128CBC-HS256", null, null, "Encryption")]
    [InlineData(null, null, "SHA256", null, "OaepHash")]
    [InlineData(null, null, null, "MD5", "OaepMgf1Hash")]
    [InlineData("RSA1_5", null, "SHA-256", null, "OaepHash")]
    [InlineData("RSA1_5", null, null, "SHA-256", "OaepMgf1Hash")]
    public void TryCompile_SettingThatIsNotTaken_IsNamed(string? algorithm, string? encryption, string? hash, string? mask, string setting)
    {
        var reported = new List<string>();
        var settings = new EnvelopeSettings { Algorithm = algorithm, Encryption = encryption, OaepHash = hash, OaepMgf1Hash = mask };

        Format.TryCompile(settings, TimeProvider.System, (name, _) => reported.Add(name)).ShouldBeNull();

        reported.ShouldBe([setting]);
    }

    protected override SecretValue NewKey(EnvelopeSettings settings) => RsaKeyPool.Nth(_keys++);

    private static RSAEncryptionPadding PaddingOf(string algorithm) => algorithm switch
    {
        "RSA1_5" => RSAEncryptionPadding.Pkcs1,
        "RSA-OAEP" => RSAEncryptionPadding.OaepSHA1,
        _ => RSAEncryptionPadding.OaepSHA256,
    };

    private static string Decrypt(byte[] key, byte[] iv, byte[] ciphertext, byte[] tag)
    {
        if (tag.Length == 0)
        {
            using var aes = Aes.Create();
            aes.SetKey(key);
            return Encoding.UTF8.GetString(aes.DecryptCbc(ciphertext, iv));
        }

        using var gcm = new AesGcm(key, tag.Length);
        var plaintext = new byte[ciphertext.Length];
        gcm.Decrypt(iv, ciphertext, tag, plaintext);
        return Encoding.UTF8.GetString(plaintext);
    }
}
