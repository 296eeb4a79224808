using System.Buffers.Binary;
using System.Security.Cryptography;
using Gateway.Transforms.Buffers;

namespace Gateway.Transforms.Ciphers;

/// <summary>
/// AES-CBC with PKCS#7 padding, then HMAC over associated data, IV, ciphertext and the length of the associated data, cut to half
/// (RFC 7518 section 5.2). The first half of the key is the MAC's, the second the cipher's.
/// </summary>
internal sealed class CbcHmacContentCipher : ContentCipher
{
    public const int NonceSize = 16;

    private const int BlockSize = 16;
    private const int LongestMac = SHA512.HashSizeInBytes;

    private readonly Aes _aes = Aes.Create();
    private readonly IncrementalHash _mac;
    private readonly int _tagSize;

    public CbcHmacContentCipher(ReadOnlySpan<byte> key, HashAlgorithmName hash)
    {
        _tagSize = key.Length / 2;
        _mac = IncrementalHash.CreateHMAC(hash, key[.._tagSize]);
        _aes.SetKey(key[_tagSize..]);
    }

    public override void Encrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associatedData, Span<byte> ciphertext, Span<byte> tag)
    {
        _aes.EncryptCbc(plaintext, nonce, ciphertext);
        Span<byte> mac = stackalloc byte[LongestMac];
        ComputeMac(nonce, ciphertext, associatedData, mac);
        mac[.._tagSize].CopyTo(tag);
    }

    public override bool TryDecrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> tag, PooledBuffer plaintext)
    {
        if (nonce.Length != NonceSize || ciphertext.IsEmpty || ciphertext.Length % BlockSize != 0)
        {
            return false;
        }

        Span<byte> mac = stackalloc byte[LongestMac];
        ComputeMac(nonce, ciphertext, associatedData, mac);
        if (!CryptographicOperations.FixedTimeEquals(mac[.._tagSize], tag))
        {
            return false;
        }

        return Pkcs7.TryDecryptCbc(_aes, nonce, ciphertext, plaintext);
    }

    public override void Dispose()
    {
        _mac.Dispose();
        _aes.Dispose();
    }

    private void ComputeMac(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> associatedData, Span<byte> mac)
    {
        Span<byte> bits = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bits, (long)associatedData.Length * 8);
        _mac.AppendData(associatedData);
        _mac.AppendData(nonce);
        _mac.AppendData(ciphertext);
        _mac.AppendData(bits);
        _mac.GetHashAndReset(mac);
    }
}
