using System.Buffers.Text;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Gateway.Transforms.Ciphers;
using Microsoft.Extensions.ObjectPool;

namespace Gateway.Transforms.Keys;

/// <summary>An RSA key. The framework does not promise that one of its RSA objects serves several threads, so a pool of them does.</summary>
internal sealed class RsaKey : CryptoKey
{
    /// <summary>Below this, in bits, a key is breakable by those who can afford it (NIST SP 800-57 part 1 section 5.6.3).</summary>
    private const int SmallestStrong = 2048;

    private const int Smallest = 1024;

    /// <summary>The cost of a private operation grows with the cube of the size.</summary>
    private const int Largest = 8192;

    private const int LongestPrivateKey = 16 * 1024;

    /// <summary>By how much PKCS#1 v1.5 makes a text longer (RFC 8017 section 7.2.1).</summary>
    private const int Pkcs1Overhead = 11;

    private readonly byte[] _der;
    private readonly byte[] _rejection;
    private readonly BigInteger _modulus;
    private readonly BigInteger _exponent;
    private readonly ObjectPool<RSA> _keys;

    private RsaKey(KeyAttributes attributes, byte[] der, bool isPrivate, int bits, RSAParameters parameters, byte[] publicKey)
        : base(attributes)
    {
        _der = der;
        _modulus = new BigInteger(parameters.Modulus, isUnsigned: true, isBigEndian: true);
        _exponent = new BigInteger(parameters.Exponent, isUnsigned: true, isBigEndian: true);
        _keys = new DefaultObjectPoolProvider().Create(new KeyPolicy(der, isPrivate));
        _rejection = GC.AllocateUninitializedArray<byte>(SHA256.HashSizeInBytes, pinned: true);
        SHA256.HashData(der, _rejection);
        IsPrivate = isPrivate;
        Bits = bits;
        Thumbprint = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(
            $$"""{"e":"{{Base64Url.EncodeToString(parameters.Exponent)}}","kty":"RSA","n":"{{Base64Url.EncodeToString(parameters.Modulus)}}"}""")));
        PublicKeyFingerprint = Convert.ToHexStringLower(SHA256.HashData(publicKey));
    }

    public override bool IsPrivate { get; }

    /// <summary>The length of the modulus.</summary>
    public int Bits { get; }

    /// <summary>The length of what the key encrypts to.</summary>
    public int Size => (Bits + 7) / 8;

    public override string Description => $"{(IsPrivate ? "a private" : "a public")} RSA key of {Bits} bits";

    public override string? Weakness => Bits < SmallestStrong ? $"an RSA key of {Bits} bits is shorter than {SmallestStrong}" : null;

    public override string? Thumbprint { get; }

    public override string? PublicKeyFingerprint { get; }

    /// <summary>Takes the key out of <paramref name="rsa"/>, which stays the caller's, and found the parts to belong together when they were put into it.</summary>
    /// <returns>Null, or why the key cannot be used.</returns>
    /// <exception cref="CryptographicException">The framework cannot use it.</exception>
    public static string? TryCreate(RSA rsa, bool isPrivate, KeyAttributes attributes, out CryptoKey? key)
    {
        key = null;
        var parameters = rsa.ExportParameters(includePrivateParameters: false);
        var modulus = new BigInteger(parameters.Modulus, isUnsigned: true, isBigEndian: true);
        var bits = (int)modulus.GetBitLength();
        if (bits is < Smallest or > Largest)
        {
            return $"an RSA key of {bits} bits is not used, only of {Smallest} to {Largest}";
        }

        var exponent = new BigInteger(parameters.Exponent, isUnsigned: true, isBigEndian: true);
        if (modulus.IsEven || exponent.IsEven || exponent < 3)
        {
            return "the RSA key is none: its modulus and its exponent must be odd, and its exponent greater than 1";
        }

        if (RocaTest.IsVulnerable(modulus))
        {
            return "the RSA key was made by a faulty generator that lets everybody compute its private part (CVE-2017-15361)";
        }

        key = new RsaKey(attributes, isPrivate ? ExportPrivate(rsa) : rsa.ExportRSAPublicKey(), isPrivate, bits, parameters, rsa.ExportSubjectPublicKeyInfo());
        return null;
    }

    /// <summary>Whether the key can encrypt, or decrypt, a text of <paramref name="textLength"/> bytes with OAEP: null, or what is in the way.</summary>
    public string? FindOaepProblem(OaepHashes hashes, int textLength, bool toOpen) =>
        toOpen && !IsPrivate ? $"opening takes a private RSA key, not {Description}"
        : toOpen && !hashes.AreEqual ? "what was encrypted with two different hashes cannot be opened: the platform has no operation for it that keeps the private key safe"
        : hashes.LongestText(Size) < textLength ? $"{textLength} bytes need a longer RSA key than one of {Bits} bits"
        : null;

    /// <summary>Encrypts with OAEP into <paramref name="destination"/>, of <see cref="Size"/> bytes.</summary>
    /// <exception cref="CryptographicException">The text is too long for the key.</exception>
    public void Encrypt(ReadOnlySpan<byte> text, OaepHashes hashes, RandomBatch random, Span<byte> destination)
    {
        if (!hashes.AreEqual)
        {
            EncryptBare(text, hashes, random, destination);
            return;
        }

        var rsa = _keys.Get();
        var written = rsa.Encrypt(text, destination, hashes.Padding);
        _keys.Return(rsa);
        if (written != Size)
        {
            throw new CryptographicException("The cipher did not fill its block.");
        }
    }

    /// <summary>Decrypts what was encrypted with OAEP with one hash for both.</summary>
    /// <returns>
    /// False for whatever reason. The framework throws for a text that is none and returns for one that is, which takes longer or shorter; that
    /// tells a sender no more than what it knows, for without knowing the text nobody can make an encryption that decrypts. What is wrong with one
    /// that does not, in which the danger lies (Manger 2001), OpenSSL finds out in constant time.
    /// </returns>
    public bool TryDecrypt(ReadOnlySpan<byte> encrypted, OaepHashes hashes, Span<byte> destination, out int written)
    {
        written = 0;
        if (!hashes.AreEqual || !IsPrivate || encrypted.Length != Size)
        {
            return false;
        }

        var rsa = _keys.Get();
        try
        {
            return rsa.TryDecrypt(encrypted, destination, hashes.Padding, out written);
        }
        catch (CryptographicException)
        {
            written = 0;
            return false;
        }
        finally
        {
            _keys.Return(rsa);
        }
    }

    /// <summary>Whether the key can encrypt, or decrypt, a text of <paramref name="textLength"/> bytes with PKCS#1 v1.5: null, or what is in the way.</summary>
    public string? FindPkcs1Problem(int textLength, bool toOpen) =>
        toOpen && !IsPrivate ? $"opening takes a private RSA key, not {Description}"
        : Size - Pkcs1Overhead < textLength ? $"{textLength} bytes need a longer RSA key than one of {Bits} bits"
        : null;

    /// <summary>Encrypts with PKCS#1 v1.5 into <paramref name="destination"/>, of <see cref="Size"/> bytes.</summary>
    /// <exception cref="CryptographicException">The text is too long for the key.</exception>
    public void EncryptPkcs1(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        var rsa = _keys.Get();
        var written = rsa.Encrypt(text, destination, RSAEncryptionPadding.Pkcs1);
        _keys.Return(rsa);
        if (written != Size)
        {
            throw new CryptographicException("The cipher did not fill its block.");
        }
    }

    /// <summary>
    /// Decrypts a content key that was encrypted with PKCS#1 v1.5. Where the padding or the length is wrong, another key takes its place that nobody
    /// outside can foresee, and always the same for the same text (implicit rejection, as RFC 5246 section 7.4.7.1 has it for
    /// TLS): one that changed from try to try would tell by itself that it was made up.
    /// </summary>
    /// <returns>False when the text has not the length that all have, which everybody can see.</returns>
    public bool TryDecryptPkcs1(ReadOnlySpan<byte> encrypted, Span<byte> contentKey)
    {
        if (!IsPrivate || encrypted.Length != Size)
        {
            return false;
        }

        Span<byte> text = stackalloc byte[Largest / 8];
        Span<byte> other = stackalloc byte[SHA512.HashSizeInBytes];
        text.Clear();
        HMACSHA512.HashData(_rejection, encrypted, other);
        var written = -1;
        var rsa = _keys.Get();
        try
        {
            // OpenSSL from 3.2 on rejects implicitly by itself, and then this returns a text of any length; before, and elsewhere, it throws.
            if (!rsa.TryDecrypt(encrypted, text, RSAEncryptionPadding.Pkcs1, out written))
            {
                written = -1;
            }
        }
        catch (CryptographicException)
        {
            written = -1;
        }
        finally
        {
            _keys.Return(rsa);
        }

        // All ones where the lengths differ, without a branch.
        var difference = written ^ contentKey.Length;
        var isOther = (byte)((difference | -difference) >> 31);
        for (var i = 0; i < contentKey.Length; i++)
        {
            contentKey[i] = (byte)((text[i] & ~isOther) | (other[i] & isOther));
        }

        CryptographicOperations.ZeroMemory(text);
        CryptographicOperations.ZeroMemory(other);
        return true;
    }

    /// <summary>Signs with the private key into <paramref name="signature"/>, of <see cref="Size"/> bytes.</summary>
    /// <exception cref="CryptographicException">The key is not private, or too short for the hash.</exception>
    public void Sign(ReadOnlySpan<byte> data, HashAlgorithmName hash, RSASignaturePadding padding, Span<byte> signature)
    {
        var rsa = _keys.Get();
        try
        {
            if (!rsa.TrySignData(data, signature, hash, padding, out var written) || written != Size)
            {
                throw new CryptographicException("The signature has not the length of the key.");
            }
        }
        finally
        {
            _keys.Return(rsa);
        }
    }

    public override void Dispose()
    {
        (_keys as IDisposable)?.Dispose();
        CryptographicOperations.ZeroMemory(_rejection);
        CryptographicOperations.ZeroMemory(_der);
    }

    /// <summary>
    /// The public operation by itself (RSAEP, RFC 8017 section 5.1.1). It uses nothing secret but the padded text, which is another one each
    /// time, so its not running in constant time gives nothing to compare. Its numbers are left to the collector: they hold one message's key.
    /// </summary>
    private void EncryptBare(ReadOnlySpan<byte> text, OaepHashes hashes, RandomBatch random, Span<byte> destination)
    {
        OaepPadding.Encode(text, hashes, random, destination[..Size]);
        var number = BigInteger.ModPow(new BigInteger(destination[..Size], isUnsigned: true, isBigEndian: true), _exponent, _modulus);
        destination[..Size].Clear();
        number.TryWriteBytes(destination[(Size - number.GetByteCount(isUnsigned: true))..], out _, isUnsigned: true, isBigEndian: true);
    }

    private static byte[] ExportPrivate(RSA rsa)
    {
        var room = GC.AllocateUninitializedArray<byte>(LongestPrivateKey, pinned: true);
        try
        {
            if (!rsa.TryExportRSAPrivateKey(room, out var written))
            {
                throw new CryptographicException("The RSA key is too long.");
            }

            var der = GC.AllocateUninitializedArray<byte>(written, pinned: true);
            room.AsSpan(0, written).CopyTo(der);
            return der;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(room);
        }
    }

    private sealed class KeyPolicy(byte[] der, bool isPrivate) : IPooledObjectPolicy<RSA>
    {
        public RSA Create()
        {
            var rsa = RSA.Create();
            if (isPrivate)
            {
                rsa.ImportRSAPrivateKey(der, out _);
            }
            else
            {
                rsa.ImportRSAPublicKey(der, out _);
            }

            return rsa;
        }

        public bool Return(RSA obj) => true;
    }
}
