using System.Security.Cryptography;
using Gateway.Transforms.Buffers;

namespace Gateway.Transforms.Ciphers;

/// <summary>
/// One AES-CBC encryption context that serves message after message. Setting one up costs more than encrypting a report does, and the
/// framework offers no way to give an existing one a new IV; so the IV is made by the cipher itself: each message is preceded by a block of
/// fresh randomness R, and since E(R xor whatever came before) is as random as R, that block's ciphertext is the message's IV
/// (NIST SP 800-38A appendix C, first method, with the chain as the nonce). Not thread-safe.
/// </summary>
internal sealed class AesCbcContext : IDisposable
{
    private const int BlockSize = AesCbcCipher.BlockSize;

    private readonly Aes _aes = Aes.Create();
    private readonly ICryptoTransform _chain;
    private readonly RandomBatch _random = new();

    public AesCbcContext(ReadOnlySpan<byte> key)
    {
        _aes.SetKey(key);
        _aes.Mode = CipherMode.CBC;
        _aes.Padding = PaddingMode.None;
        _chain = _aes.CreateEncryptor();
    }

    public void Encrypt(ReadOnlySpan<byte> plaintext, PooledBuffer destination)
    {
        // PKCS#7: always at least one byte of padding, each saying how many there are.
        var padding = BlockSize - (plaintext.Length % BlockSize);
        var length = BlockSize + plaintext.Length + padding;

        using var padded = new PooledBuffer(length);
        WriteRandomBlock(padded);
        padded.Write(plaintext);
        padded.GetSpan(padding)[..padding].Fill((byte)padding);
        padded.Advance(padding);

        destination.GetSpan(length);
        var written = _chain.TransformBlock(padded.Array, 0, length, destination.Array, destination.Length);
        if (written != length)
        {
            throw new CryptographicException("The cipher kept back a block.");
        }

        destination.Advance(length);
    }

    public void Encrypt(ReadOnlySpan<byte> iv, ReadOnlySpan<byte> plaintext, PooledBuffer destination) =>
        destination.Advance(_aes.EncryptCbc(plaintext, iv, destination.GetSpan(plaintext.Length + BlockSize)));

    public bool TryDecrypt(ReadOnlySpan<byte> iv, ReadOnlySpan<byte> ciphertext, PooledBuffer plaintext) => Pkcs7.TryDecryptCbc(_aes, iv, ciphertext, plaintext);

    public void Dispose()
    {
        _chain.Dispose();
        _aes.Dispose();
        _random.Dispose();
    }

    private void WriteRandomBlock(PooledBuffer destination)
    {
        _random.Fill(destination.GetSpan(BlockSize)[..BlockSize]);
        destination.Advance(BlockSize);
    }
}
