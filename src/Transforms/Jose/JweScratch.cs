using Gateway.Transforms.Buffers;
using Gateway.Transforms.Ciphers;
using Microsoft.Extensions.ObjectPool;

namespace Gateway.Transforms.Jose;

/// <summary>What sealing or opening one message needs beside it: randomness, and room to write in. Not thread-safe: pooled.</summary>
internal sealed class JweScratch : IDisposable
{
    private const int MostKept = 64 * 1024;

    /// <summary>Randomness of its own.</summary>
    public RandomBatch Random { get; } = new();

    /// <summary>For the header's JSON.</summary>
    public PooledBuffer Header { get; } = new();

    /// <summary>For the header members that the algorithm adds.</summary>
    public PooledBuffer Members { get; } = new();

    /// <summary>For the encrypted key, nonce, ciphertext and tag as bytes.</summary>
    public PooledBuffer Parts { get; } = new();

    /// <summary>A pool of them.</summary>
    public static ObjectPool<JweScratch> CreatePool() => new DefaultObjectPoolProvider().Create(new Policy());

    public void Dispose()
    {
        Random.Dispose();
        Header.Dispose();
        Members.Dispose();
        Parts.Dispose();
    }

    private sealed class Policy : IPooledObjectPolicy<JweScratch>
    {
        public JweScratch Create() => new();

        public bool Return(JweScratch obj)
        {
            obj.Header.Clear();
            obj.Members.Clear();
            obj.Parts.Clear();

            // One huge report must not hold its memory for as long as the route lives.
            return obj.Parts.Array.Length <= MostKept;
        }
    }
}
