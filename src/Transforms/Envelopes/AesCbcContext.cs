using System.Security.Cryptography;
using Gateway.Transforms.Buffers;

namespace Gateway.Transforms.Envelopes;

/// <summary>
/// One AES-CBC encryption context that serves message after message. Setting one up costs more than encrypting a report does, and the
/// framework offers no way to give an existing one a new IV; so the IV is made by the cipher itself: each message is preceded by a block of
/// fresh randomness R, and since E(R xor whatever came before) is as random as R, that block's ciphertext is the message's IV
/// (NIST SP 800-38A appendix C, first method, with the chain as the nonce). Not thread-safe.
/// </summary>
internal sealed class AesCbcContext : IDisposable
{
    private const int BlockSize = AesCbcCipher.BlockSize;

    /// <summary>Drawing randomness block by block costs a system call each.</summary>
    private const int BlocksPerDraw = 64;

    private readonly Aes _aes = Aes.Create();
    private readonly ICryptoTransform _chain;
    private readonly byte[] _randomness = new byte[BlocksPerDraw * BlockSize];
    private int _used;

    public AesCbcContext(ReadOnlySpan<byte> key)
    {
        _aes.SetKey(key);
        _aes.Mode = CipherMode.CBC;
        _aes.Padding = PaddingMode.None;
        _chain = _aes.CreateEncryptor();
        _used = _randomness.Length;
    }

    public int Encrypt(ReadOnlySpan<byte> plaintext, PooledBuffer destination)
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
        return length;
    }

    public bool TryDecrypt(ReadOnlySpan<byte> iv, ReadOnlySpan<byte> ciphertext, PooledBuffer plaintext)
    {
        try
        {
            var written = _aes.DecryptCbc(ciphertext, iv, plaintext.GetSpan(ciphertext.Length), PaddingMode.PKCS7);
            plaintext.Advance(written);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        _chain.Dispose();
        _aes.Dispose();
        CryptographicOperations.ZeroMemory(_randomness);
    }

    private void WriteRandomBlock(PooledBuffer destination)
    {
        if (_used == _randomness.Length)
        {
            RandomNumberGenerator.Fill(_randomness);
            _used = 0;
        }

        // Wiped as it is used: no later message can meet the same block again.
        var block = _randomness.AsSpan(_used, BlockSize);
        destination.Write(block);
        CryptographicOperations.ZeroMemory(block);
        _used += BlockSize;
    }
}
