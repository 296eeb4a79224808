using Gateway.Transforms.Buffers;
using Gateway.Transforms.Ciphers;
using Gateway.Transforms.Keys;

namespace Gateway.Transforms.Jose;

/// <summary><c>RSA-OAEP</c> and <c>RSA-OAEP-256</c> (RFC 7518 section 4.3): a random content key, encrypted for the receiver.</summary>
internal sealed class RsaOaepManagement(string name, OaepHashes hashes) : KeyManagement(name)
{
    private readonly RsaScheme _scheme = new(name, hashes);

    public override string Opening => $"Decrypt the encrypted key with {_scheme.Description} and the private key: that is the content key.";

    public override string? FindKeyProblem(CryptoKey key, ContentEncryption encryption, bool toOpen) => _scheme.FindProblem(key, encryption.KeySize, toOpen);

    public override void Seal(CryptoKey key, ContentEncryption encryption, RandomBatch random, Span<byte> contentKey, PooledBuffer members, PooledBuffer encryptedKey)
    {
        var rsa = (RsaKey)key;
        random.Fill(contentKey);
        _scheme.Encrypt(rsa, contentKey, random, encryptedKey.GetSpan(rsa.Size)[..rsa.Size]);
        encryptedKey.Advance(rsa.Size);
    }

    public override bool TryOpen(CryptoKey key, ContentEncryption encryption, JweHeader header, ReadOnlySpan<byte> encryptedKey, Span<byte> contentKey) =>
        _scheme.TryDecryptKey((RsaKey)key, encryptedKey, contentKey);
}
