using System.Numerics;
using System.Security.Cryptography;
using Gateway.Transforms.Ciphers;
using Gateway.Transforms.Keys;
using Gateway.Transforms.Secrets;
using Gateway.Transforms.Tests.Keys;

namespace Gateway.Transforms.Tests.Ciphers;

public sealed class OaepPaddingTests
{
    private static readonly HashAlgorithmName[] Hashes = [HashAlgorithmName.SHA1, HashAlgorithmName.SHA256, HashAlgorithmName.SHA384, HashAlgorithmName.SHA512];

    [Fact]
    public void Encode_OneHashForBoth_IsWhatTheFrameworkDecrypts()
    {
        using var rsa = Rsa();
        var key = rsa.ExportParameters(false);
        using var random = new RandomBatch();
        foreach (var hash in Hashes)
        {
            foreach (var length in new[] { 0, 1, 16, new OaepHashes(hash, hash).LongestText(256) })
            {
                var text = RandomNumberGenerator.GetBytes(length);
                var encoded = new byte[256];
                OaepPadding.Encode(text, new OaepHashes(hash, hash), random, encoded);

                rsa.Decrypt(Power(encoded, key.Exponent!, key.Modulus!), RSAEncryptionPadding.CreateOaep(hash)).ShouldBe(text, $"{hash}, {length} bytes");
            }
        }
    }

    [Fact]
    public void Encrypt_TwoHashes_DecryptsByTheStandardsSteps()
    {
        using var rsa = Rsa();
        var parameters = rsa.ExportParameters(true);
        using var secret = new SecretValue(SampleKeys.Utf8(SampleKeys.PublicOf(SampleKeys.Rsa)));
        var key = KeyMaterial.Of(secret).Keys.ShouldHaveSingleItem().ShouldBeOfType<RsaKey>();
        using var random = new RandomBatch();
        foreach (var hash in Hashes)
        {
            foreach (var mask in Hashes.Where(mask => mask != hash))
            {
                var text = RandomNumberGenerator.GetBytes(32);
                var encrypted = new byte[256];
                var again = new byte[256];

                key.Encrypt(text, new OaepHashes(hash, mask), random, encrypted);
                key.Encrypt(text, new OaepHashes(hash, mask), random, again);

                again.ShouldNotBe(encrypted);
                Decode(Power(encrypted, parameters.D!, parameters.Modulus!), hash, mask).ShouldBe(text, $"{hash}, {mask}");
            }
        }
    }

    [Fact]
    public void Encode_TextTooLong_Throws()
    {
        using var random = new RandomBatch();

        Should.Throw<CryptographicException>(() => OaepPadding.Encode(new byte[191], new OaepHashes(HashAlgorithmName.SHA256, HashAlgorithmName.SHA1), random, new byte[256]));
    }

    [Fact]
    public void FindOaepProblem_TwoHashes_CanBeSealedWithAndNotOpened()
    {
        using var secret = new SecretValue(SampleKeys.Utf8(SampleKeys.Rsa));
        var key = KeyMaterial.Of(secret).Keys.ShouldHaveSingleItem().ShouldBeOfType<RsaKey>();
        using var random = new RandomBatch();
        var hashes = new OaepHashes(HashAlgorithmName.SHA256, HashAlgorithmName.SHA1);
        var encrypted = new byte[key.Size];
        key.Encrypt("text"u8, hashes, random, encrypted);

        key.FindOaepProblem(hashes, 4, toOpen: false).ShouldBeNull();
        key.FindOaepProblem(hashes, 4, toOpen: true).ShouldNotBeNull().ShouldContain("two different hashes");
        key.TryDecrypt(encrypted, hashes, new byte[key.Size], out _).ShouldBeFalse();
    }

    private static RSA Rsa()
    {
        var rsa = RSA.Create();
        rsa.ImportFromPem(SampleKeys.Rsa);
        return rsa;
    }

    private static byte[] Power(byte[] number, byte[] exponent, byte[] modulus)
    {
        var power = BigInteger.ModPow(Read(number), Read(exponent), Read(modulus)).ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[modulus.Length - power.Length], .. power];

        static BigInteger Read(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);
    }

    /// <summary>RFC 8017 section 7.1.2 step 3, written for clarity.</summary>
    private static byte[] Decode(byte[] encoded, HashAlgorithmName hash, HashAlgorithmName mask)
    {
        var size = OaepHashes.SizeOf(hash);
        var seed = encoded[1..(1 + size)];
        var block = encoded[(1 + size)..];
        seed = Xor(seed, Mgf1(block, mask, seed.Length));
        block = Xor(block, Mgf1(seed, mask, block.Length));

        encoded[0].ShouldBe((byte)0);
        block[..size].ShouldBe(CryptographicOperations.HashData(hash, []));
        var rest = block.AsSpan(size).TrimStart((byte)0);
        rest[0].ShouldBe((byte)1);
        return rest[1..].ToArray();
    }

    private static byte[] Mgf1(byte[] seed, HashAlgorithmName hash, int length) =>
        [.. Enumerable.Range(0, 64).SelectMany(i => CryptographicOperations.HashData(hash, [.. seed, 0, 0, 0, (byte)i])).Take(length)];

    private static byte[] Xor(byte[] one, byte[] other) => [.. one.Zip(other, static (a, b) => (byte)(a ^ b))];
}
