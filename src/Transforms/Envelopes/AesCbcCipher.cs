using Gateway.Transforms.Buffers;
using Gateway.Transforms.Secrets;
using Microsoft.Extensions.ObjectPool;

namespace Gateway.Transforms.Envelopes;

/// <summary>AES-CBC under one key: keeps contexts whose key schedule is set up already. Thread-safe.</summary>
internal sealed class AesCbcCipher : IDisposable
{
    public const int BlockSize = 16;

    private readonly ObjectPool<AesCbcContext> _contexts;

    private AesCbcCipher(SecretValue key) => _contexts = new DefaultObjectPoolProvider().Create(new ContextPolicy(key));

    public static AesCbcCipher Create(SecretValue key) => new(key);

    /// <summary>Appends a fresh IV and the padded ciphertext to <paramref name="destination"/>, which must be empty.</summary>
    /// <returns>How many bytes were appended.</returns>
    public int Encrypt(ReadOnlySpan<byte> plaintext, PooledBuffer destination)
    {
        var context = _contexts.Get();
        var written = context.Encrypt(plaintext, destination);

        // Not in a finally: a context whose chain broke half-way is left to the collector rather than used again.
        _contexts.Return(context);
        return written;
    }

    public bool TryDecrypt(ReadOnlySpan<byte> iv, ReadOnlySpan<byte> ciphertext, PooledBuffer plaintext)
    {
        var context = _contexts.Get();
        var opened = context.TryDecrypt(iv, ciphertext, plaintext);
        _contexts.Return(context);
        return opened;
    }

    public void Dispose() => (_contexts as IDisposable)?.Dispose();

    /// <summary>The key is leased by whoever seals or opens, so it is there whenever a context is made.</summary>
    private sealed class ContextPolicy(SecretValue key) : IPooledObjectPolicy<AesCbcContext>
    {
        public AesCbcContext Create() => new(key.Bytes);

        public bool Return(AesCbcContext obj) => true;
    }
}
