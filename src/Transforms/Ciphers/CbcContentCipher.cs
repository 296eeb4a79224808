using System.Security.Cryptography;
using Gateway.Transforms.Buffers;

namespace Gateway.Transforms.Ciphers;

/// <summary>AES-CBC with PKCS#7 padding and nothing else: there is no tag, and associated data must be empty. What was changed may open to something else.</summary>
internal sealed class CbcContentCipher : ContentCipher
{
    private readonly Aes _aes = Aes.Create();

    public CbcContentCipher(ReadOnlySpan<byte> key) => _aes.SetKey(key);

    public override void Encrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associatedData, Span<byte> ciphertext, Span<byte> tag)
    {
        if (!associatedData.IsEmpty)
        {
            throw new CryptographicException("Nothing can be authenticated here.");
        }

        _aes.EncryptCbc(plaintext, nonce, ciphertext);
    }

    public override bool TryDecrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> tag, PooledBuffer plaintext)
    {
        if (nonce.Length != AesCbcCipher.BlockSize || ciphertext.IsEmpty || ciphertext.Length % AesCbcCipher.BlockSize != 0 || !tag.IsEmpty || !associatedData.IsEmpty)
        {
            return false;
        }

        return Pkcs7.TryDecryptCbc(_aes, nonce, ciphertext, plaintext);
    }

    public override void Dispose() => _aes.Dispose();
}
