using System.Security.Cryptography;
using System.Text;

namespace Gateway.Transforms.Ciphers;

/// <summary>
/// A content encryption algorithm with its sizes in bytes: those of JOSE under their names (RFC 7518 section 5.1), and CBC without a MAC under
/// names in the same style, which <see cref="Find"/> does not know.
/// </summary>
internal sealed class ContentEncryption
{
    /// <summary>The longest content key.</summary>
    public const int LongestKey = 64;

    private const int BlockSize = 16;

    private const int NoIndex = -1;

    private readonly HashAlgorithmName? _hash;
    private readonly byte[] _utf8Name;

    private ContentEncryption(int index, string name, int keySize, HashAlgorithmName? hash = null)
    {
        Index = index;
        Name = name;
        KeySize = keySize;
        _hash = hash;
        _utf8Name = Encoding.ASCII.GetBytes(name);
    }

    /// <summary>Every algorithm of JOSE; <see cref="Index"/> is its place.</summary>
    public static IReadOnlyList<ContentEncryption> All { get; } =
    [
        new(0, "A256GCM", 32),
        new(1, "A192GCM", 24),
        new(2, "A128GCM", 16),
        new(3, "A256CBC-HS512", 64, HashAlgorithmName.SHA512),
        new(4, "A192CBC-HS384", 48, HashAlgorithmName.SHA384),
        new(5, "A128CBC-HS256", 32, HashAlgorithmName.SHA256),
    ];

    /// <summary>AES-CBC without a MAC, for a key that serves one message, in formats that have it so.</summary>
    public static IReadOnlyList<ContentEncryption> Unauthenticated { get; } = [new(NoIndex, "A256CBC", 32), new(NoIndex, "A128CBC", 16)];

    /// <summary>Its place in <see cref="All"/>, if it has one.</summary>
    public int Index { get; }

    public string Name { get; }

    /// <summary>The name in UTF-8.</summary>
    public ReadOnlySpan<byte> Utf8Name => _utf8Name;

    public int KeySize { get; }

    /// <summary>Whether it is GCM, where a nonce that repeats gives everything away.</summary>
    public bool IsGcm => IsAuthenticated && _hash is null;

    /// <summary>Whether a changed message is told from a true one.</summary>
    public bool IsAuthenticated => Index != NoIndex;

    public int NonceSize => IsGcm ? AesGcmContentCipher.NonceSize : CbcHmacContentCipher.NonceSize;

    public int TagSize => IsGcm ? AesGcmContentCipher.TagSize : IsAuthenticated ? KeySize / 2 : 0;

    /// <summary>The algorithm that JOSE has under a name, or null.</summary>
    public static ContentEncryption? Find(string name)
    {
        foreach (var encryption in All)
        {
            if (encryption.Name == name)
            {
                return encryption;
            }
        }

        return null;
    }

    /// <summary>AES-GCM with a key of 16, 24 or 32 bytes.</summary>
    public static ContentEncryption Gcm(int keySize) => All[(32 - keySize) / 8];

    /// <summary>How long the ciphertext of a plaintext is, without its tag.</summary>
    public int CiphertextLength(int plaintextLength) =>
        IsGcm ? plaintextLength : checked(((plaintextLength / BlockSize) + 1) * BlockSize);

    /// <summary>A cipher under <paramref name="key"/>, which has <see cref="KeySize"/> bytes.</summary>
    public ContentCipher Create(ReadOnlySpan<byte> key) =>
        _hash is { } hash ? new CbcHmacContentCipher(key, hash) : IsAuthenticated ? new AesGcmContentCipher(key) : new CbcContentCipher(key);
}
