using Gateway.Transforms.Buffers;
using Gateway.Transforms.Ciphers;
using Gateway.Transforms.Keys;
using Gateway.Transforms.Text;

namespace Gateway.Transforms.Jose;

/// <summary><c>A128GCMKW</c>, <c>A192GCMKW</c> and <c>A256GCMKW</c> (RFC 7518 section 4.7): a random content key, encrypted with AES-GCM.</summary>
internal sealed class AesGcmKeyWrapManagement(string name, int keySize) : KeyManagement(name)
{
    private static readonly string[] SealOperations = ["wrapKey", "encrypt"];
    private static readonly string[] OpenOperations = ["unwrapKey", "decrypt"];

    private readonly ContentEncryption _gcm = ContentEncryption.Gcm(keySize);

    public override string Opening => $"Decrypt the encrypted key with AES-{8 * keySize}-GCM under the shared key, with iv and tag of the header, in base64url, and no associated data: that is the content key.";

    public override string? FindKeyProblem(CryptoKey key, ContentEncryption encryption, bool toOpen) =>
        key is not OctetKey octets || octets.Size != keySize ? $"{Name} takes a symmetric key of {keySize} bytes, not {key.Description}"
        : !key.Permits(Name, toOpen ? OpenOperations : SealOperations) ? $"the key's own attributes do not allow {Name}"
        : null;

    public override void Seal(CryptoKey key, ContentEncryption encryption, RandomBatch random, Span<byte> contentKey, PooledBuffer members, PooledBuffer encryptedKey)
    {
        random.Fill(contentKey);
        Span<byte> nonce = stackalloc byte[AesGcmContentCipher.NonceSize];
        Span<byte> tag = stackalloc byte[AesGcmContentCipher.TagSize];
        ((OctetKey)key).CipherFor(_gcm).Encrypt(random, contentKey, [], nonce, encryptedKey.GetSpan(contentKey.Length)[..contentKey.Length], tag);
        encryptedKey.Advance(contentKey.Length);
        members.Write(",\"iv\":\""u8);
        Base64UrlText.Write(nonce, members);
        members.Write("\",\"tag\":\""u8);
        Base64UrlText.Write(tag, members);
        members.Write("\""u8);
    }

    public override bool TryOpen(CryptoKey key, ContentEncryption encryption, JweHeader header, ReadOnlySpan<byte> encryptedKey, Span<byte> contentKey)
    {
        Span<byte> nonce = stackalloc byte[AesGcmContentCipher.NonceSize];
        Span<byte> tag = stackalloc byte[AesGcmContentCipher.TagSize];
        if (encryptedKey.Length != contentKey.Length || !header.TryReadExactly("iv"u8, nonce) || !header.TryReadExactly("tag"u8, tag))
        {
            return false;
        }

        using var opened = new PooledBuffer(contentKey.Length);
        if (!((OctetKey)key).CipherFor(_gcm).TryDecrypt(nonce, encryptedKey, [], tag, opened))
        {
            return false;
        }

        opened.WrittenSpan.CopyTo(contentKey);
        return true;
    }
}
