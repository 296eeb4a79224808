using System.Security.Cryptography;
using Microsoft.Extensions.ObjectPool;

namespace Gateway.Transforms.Ciphers;

/// <summary>
/// Randomness of the operating system, drawn many messages at a time, because a system call for each nonce costs more than the cipher.
/// What was handed out is wiped here, so no later message can meet it again. Not thread-safe: each context has its own.
/// </summary>
internal sealed class RandomBatch : IDisposable
{
    private const int Size = 1024;

    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(Size, pinned: true);
    private int _used = Size;

    /// <summary>A pool of them, for what serves several threads.</summary>
    public static ObjectPool<RandomBatch> CreatePool() => new DefaultObjectPoolProvider().Create<RandomBatch>();

    /// <summary>Fills <paramref name="destination"/>, of at most 1024 bytes, with fresh randomness.</summary>
    public void Fill(Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(destination.Length, Size, nameof(destination));
        if (destination.Length > Size - _used)
        {
            RandomNumberGenerator.Fill(_bytes);
            _used = 0;
        }

        var drawn = _bytes.AsSpan(_used, destination.Length);
        drawn.CopyTo(destination);
        CryptographicOperations.ZeroMemory(drawn);
        _used += destination.Length;
    }

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_bytes);
        _used = Size;
    }
}
