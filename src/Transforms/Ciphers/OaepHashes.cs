using System.Security.Cryptography;

namespace Gateway.Transforms.Ciphers;

/// <summary>
/// The two hashes of OAEP: the one over the label, and the one in the mask generation. Everybody means the same for both, but Java, whose
/// <c>OAEPWithSHA-256AndMGF1Padding</c> masks with SHA-1 unless it is told otherwise.
/// </summary>
/// <param name="Hash">Hash of the label.</param>
/// <param name="Mask">Hash of MGF1.</param>
internal readonly record struct OaepHashes(HashAlgorithmName Hash, HashAlgorithmName Mask)
{
    /// <summary>SHA-1 for both: <c>RSA-OAEP</c> of RFC 7518 section 4.3, where its collisions do no harm.</summary>
    public static OaepHashes Sha1 => new(HashAlgorithmName.SHA1, HashAlgorithmName.SHA1);

    /// <summary>SHA-256 for both: <c>RSA-OAEP-256</c>.</summary>
    public static OaepHashes Sha256 => new(HashAlgorithmName.SHA256, HashAlgorithmName.SHA256);

    /// <summary>Whether both are the same, which is what the framework can do by itself.</summary>
    public bool AreEqual => Hash == Mask;

    /// <summary>The framework's padding with <see cref="Hash"/> for both, one object for all messages.</summary>
    public RSAEncryptionPadding Padding =>
        Hash == HashAlgorithmName.SHA1 ? RSAEncryptionPadding.OaepSHA1
        : Hash == HashAlgorithmName.SHA256 ? RSAEncryptionPadding.OaepSHA256
        : Hash == HashAlgorithmName.SHA384 ? RSAEncryptionPadding.OaepSHA384
        : RSAEncryptionPadding.OaepSHA512;

    /// <summary>The length of a hash.</summary>
    public static int SizeOf(HashAlgorithmName hash) =>
        hash == HashAlgorithmName.SHA1 ? SHA1.HashSizeInBytes
        : hash == HashAlgorithmName.SHA256 ? SHA256.HashSizeInBytes
        : hash == HashAlgorithmName.SHA384 ? SHA384.HashSizeInBytes
        : hash == HashAlgorithmName.SHA512 ? SHA512.HashSizeInBytes
        : throw new ArgumentOutOfRangeException(nameof(hash), "OAEP is used with SHA-1, SHA-256, SHA-384 or SHA-512.");

    /// <summary>The longest text that a modulus of <paramref name="modulusSize"/> bytes carries (RFC 8017 section 7.1.1); negative when not even an empty one.</summary>
    public int LongestText(int modulusSize) => modulusSize - (2 * SizeOf(Hash)) - 2;
}
