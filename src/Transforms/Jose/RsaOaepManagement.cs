using System.Security.Cryptography;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Ciphers;
using Gateway.Transforms.Keys;

namespace Gateway.Transforms.Jose;

/// <summary><c>RSA-OAEP</c> and <c>RSA-OAEP-256</c> (RFC 7518 section 4.3): a random content key, encrypted for the receiver.</summary>
internal sealed class RsaOaepManagement(string name, OaepHashes hashes) : KeyManagement(name)
{
    private const int LongestModulus = 1024;

    private static readonly string[] SealOperations = ["wrapKey", "encrypt"];
    private static readonly string[] OpenOperations = ["unwrapKey", "decrypt"];

    public override string? FindKeyProblem(CryptoKey key, ContentEncryption encryption, bool toOpen) =>
        key is not RsaKey rsa ? $"{Name} takes an RSA key, not {key.Description}"
        : !key.Permits(Name, toOpen ? OpenOperations : SealOperations) ? $"the key's own attributes do not allow {Name}"
        : rsa.FindOaepProblem(hashes, encryption.KeySize, toOpen) is { } problem ? $"{Name}: {problem}"
        : null;

    public override void Seal(CryptoKey key, ContentEncryption encryption, RandomBatch random, Span<byte> contentKey, PooledBuffer members, PooledBuffer encryptedKey)
    {
        var rsa = (RsaKey)key;
        random.Fill(contentKey);
        rsa.Encrypt(contentKey, hashes, random, encryptedKey.GetSpan(rsa.Size)[..rsa.Size]);
        encryptedKey.Advance(rsa.Size);
    }

    public override bool TryOpen(CryptoKey key, ContentEncryption encryption, JweHeader header, ReadOnlySpan<byte> encryptedKey, Span<byte> contentKey)
    {
        Span<byte> text = stackalloc byte[LongestModulus];
        var opened = ((RsaKey)key).TryDecrypt(encryptedKey, hashes, text, out var written) && written == contentKey.Length;
        text[..contentKey.Length].CopyTo(contentKey);
        CryptographicOperations.ZeroMemory(text);
        return opened;
    }
}
