using Gateway.Transforms.Buffers;
using Microsoft.Extensions.ObjectPool;

namespace Gateway.Transforms.Ciphers;

/// <summary>AES-CBC under one key: keeps contexts whose key schedule is set up already. Thread-safe.</summary>
/// <param name="key">The key, which outlives this object.</param>
internal sealed class AesCbcCipher(ReadOnlyMemory<byte> key) : IDisposable
{
    public const int BlockSize = 16;

    private readonly ObjectPool<AesCbcContext> _contexts = new DefaultObjectPoolProvider().Create(new ContextPolicy(key));

    /// <summary>Appends a fresh IV and the padded ciphertext to <paramref name="destination"/>, which must be empty.</summary>
    public void Encrypt(ReadOnlySpan<byte> plaintext, PooledBuffer destination)
    {
        var context = _contexts.Get();
        context.Encrypt(plaintext, destination);

        // Not in a finally: a context whose chain broke half-way is left to the collector rather than used again.
        _contexts.Return(context);
    }

    /// <summary>Appends the padded ciphertext under the IV that is given.</summary>
    public void Encrypt(ReadOnlySpan<byte> iv, ReadOnlySpan<byte> plaintext, PooledBuffer destination)
    {
        var context = _contexts.Get();
        context.Encrypt(iv, plaintext, destination);
        _contexts.Return(context);
    }

    /// <summary>Appends the plaintext.</summary>
    /// <returns>False when the padding is wrong; nothing is appended then.</returns>
    public bool TryDecrypt(ReadOnlySpan<byte> iv, ReadOnlySpan<byte> ciphertext, PooledBuffer plaintext)
    {
        var context = _contexts.Get();
        var opened = context.TryDecrypt(iv, ciphertext, plaintext);
        _contexts.Return(context);
        return opened;
    }

    public void Dispose() => (_contexts as IDisposable)?.Dispose();

    private sealed class ContextPolicy(ReadOnlyMemory<byte> key) : IPooledObjectPolicy<AesCbcContext>
    {
        public AesCbcContext Create() => new(key.Span);

        public bool Return(AesCbcContext obj) => true;
    }
}
