using Gateway.Transforms.Buffers;
using Microsoft.Extensions.ObjectPool;

namespace Gateway.Transforms.Ciphers;

/// <summary>
/// Authenticated encryption under a key that serves many messages: keeps ciphers whose key schedule is set up already, draws every nonce
/// itself and counts what GCM has to count. Thread-safe.
/// </summary>
internal sealed class KeyedCipher : IDisposable
{
    private readonly ObjectPool<ContentCipher> _ciphers;
    private readonly ContentEncryption _encryption;
    private readonly GcmCounter _counter;

    /// <param name="encryption">The algorithm.</param>
    /// <param name="key">The key, which outlives this object.</param>
    /// <param name="counter">The key's counter: one for all that seals with it.</param>
    public KeyedCipher(ContentEncryption encryption, ReadOnlyMemory<byte> key, GcmCounter counter)
    {
        _encryption = encryption;
        _counter = counter;
        _ciphers = new DefaultObjectPoolProvider().Create(new CipherPolicy(encryption, key));
    }

    /// <summary>Fills <paramref name="nonce"/>, <paramref name="ciphertext"/> and <paramref name="tag"/>, which have their exact lengths.</summary>
    public void Encrypt(RandomBatch random, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associatedData, Span<byte> nonce, Span<byte> ciphertext, Span<byte> tag)
    {
        if (_encryption.IsGcm)
        {
            _counter.Count();
        }

        random.Fill(nonce);
        var cipher = _ciphers.Get();
        cipher.Encrypt(nonce, plaintext, associatedData, ciphertext, tag);

        // Not in a finally: a cipher that broke half-way is left to the collector rather than used again.
        _ciphers.Return(cipher);
    }

    /// <inheritdoc cref="ContentCipher.TryDecrypt"/>
    public bool TryDecrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> tag, PooledBuffer plaintext)
    {
        var cipher = _ciphers.Get();
        var opened = cipher.TryDecrypt(nonce, ciphertext, associatedData, tag, plaintext);
        _ciphers.Return(cipher);
        return opened;
    }

    public void Dispose() => (_ciphers as IDisposable)?.Dispose();

    private sealed class CipherPolicy(ContentEncryption encryption, ReadOnlyMemory<byte> key) : IPooledObjectPolicy<ContentCipher>
    {
        public ContentCipher Create() => encryption.Create(key.Span);

        public bool Return(ContentCipher obj) => true;
    }
}
