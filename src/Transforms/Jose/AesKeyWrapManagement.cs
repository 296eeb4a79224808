using Gateway.Transforms.Buffers;
using Gateway.Transforms.Ciphers;
using Gateway.Transforms.Keys;

namespace Gateway.Transforms.Jose;

/// <summary><c>A128KW</c>, <c>A192KW</c> and <c>A256KW</c> (RFC 7518 section 4.4): a random content key, wrapped (RFC 3394).</summary>
internal sealed class AesKeyWrapManagement(string name, int keySize) : KeyManagement(name)
{
    private static readonly string[] SealOperations = ["wrapKey"];
    private static readonly string[] OpenOperations = ["unwrapKey"];

    public override string Opening => $"Unwrap the encrypted key with AES-{8 * keySize} key wrap (RFC 3394) and the shared key: that is the content key.";

    public override string? FindKeyProblem(CryptoKey key, ContentEncryption encryption, bool toOpen) =>
        key is not OctetKey octets || octets.Size != keySize ? $"{Name} takes a symmetric key of {keySize} bytes, not {key.Description}"
        : !key.Permits(Name, toOpen ? OpenOperations : SealOperations) ? $"the key's own attributes do not allow {Name}"
        : null;

    public override void Seal(CryptoKey key, ContentEncryption encryption, RandomBatch random, Span<byte> contentKey, PooledBuffer members, PooledBuffer encryptedKey)
    {
        random.Fill(contentKey);
        var length = contentKey.Length + AesKeyWrap.Overhead;
        ((OctetKey)key).Wrap(contentKey, encryptedKey.GetSpan(length)[..length]);
        encryptedKey.Advance(length);
    }

    public override bool TryOpen(CryptoKey key, ContentEncryption encryption, JweHeader header, ReadOnlySpan<byte> encryptedKey, Span<byte> contentKey) =>
        ((OctetKey)key).TryUnwrap(encryptedKey, contentKey);
}
