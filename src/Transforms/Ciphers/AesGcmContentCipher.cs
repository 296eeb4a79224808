using System.Security.Cryptography;
using Gateway.Transforms.Buffers;

namespace Gateway.Transforms.Ciphers;

/// <summary>AES-GCM with 96-bit nonces and 128-bit tags (NIST SP 800-38D, RFC 7518 section 5.3).</summary>
internal sealed class AesGcmContentCipher(ReadOnlySpan<byte> key) : ContentCipher
{
    public const int NonceSize = 12;
    public const int TagSize = 16;

    private readonly AesGcm _gcm = new(key, TagSize);

    public override void Encrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associatedData, Span<byte> ciphertext, Span<byte> tag) =>
        _gcm.Encrypt(nonce, plaintext, ciphertext, tag, associatedData);

    public override bool TryDecrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> tag, PooledBuffer plaintext)
    {
        // A tag that was cut to one byte is guessed in 256 attempts: only whole ones are looked at.
        if (nonce.Length != NonceSize || tag.Length != TagSize)
        {
            return false;
        }

        var room = plaintext.GetSpan(ciphertext.Length)[..ciphertext.Length];
        try
        {
            _gcm.Decrypt(nonce, ciphertext, tag, room, associatedData);
        }
        catch (CryptographicException)
        {
            CryptographicOperations.ZeroMemory(room);
            return false;
        }

        plaintext.Advance(room.Length);
        return true;
    }

    public override void Dispose() => _gcm.Dispose();
}
