using System.Buffers;
using System.Security.Cryptography;

namespace Gateway.Transforms.Buffers;

/// <summary>
/// A growing run of bytes in pooled memory. It holds bodies in the clear, so every array is wiped before it goes back to the pool.
/// Not thread-safe.
/// </summary>
public sealed class PooledBuffer : IBufferWriter<byte>, IDisposable
{
    private const int MinimumCapacity = 1024;

    private byte[] _bytes;

    /// <summary>Rents room for <paramref name="capacity"/> bytes; it grows as needed.</summary>
    public PooledBuffer(int capacity = MinimumCapacity) =>
        _bytes = ArrayRental.Rent<byte>(Math.Max(capacity, MinimumCapacity));

    /// <summary>How many bytes were written.</summary>
    public int Length { get; private set; }

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> WrittenSpan => _bytes.AsSpan(0, Length);

    /// <inheritdoc cref="WrittenSpan"/>
    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, Length);

    /// <summary>The array itself, for APIs that take no spans; only the first <see cref="Length"/> bytes are meaningful.</summary>
    public byte[] Array => _bytes;

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_bytes.Length - Length), nameof(count));
        Length += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return _bytes.AsMemory(Length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return _bytes.AsSpan(Length);
    }

    /// <summary>Appends <paramref name="bytes"/>.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        Ensure(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <summary>Takes back everything after the first <paramref name="length"/> bytes.</summary>
    public void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)Length, nameof(length));
        CryptographicOperations.ZeroMemory(_bytes.AsSpan(length, Length - length));
        Length = length;
    }

    /// <summary>Wipes the bytes and starts again in the same memory.</summary>
    public void Clear()
    {
        CryptographicOperations.ZeroMemory(_bytes.AsSpan(0, Length));
        Length = 0;
    }

    /// <summary>Wipes the bytes and returns the memory. Disposing twice is harmless.</summary>
    public void Dispose()
    {
        if (_bytes.Length == 0)
        {
            return;
        }

        Clear();
        ArrayRental.Return(_bytes);
        _bytes = [];
    }

    private void Ensure(int sizeHint)
    {
        ObjectDisposedException.ThrowIf(_bytes.Length == 0, this);
        if (_bytes.Length - Length >= Math.Max(sizeHint, 1))
        {
            return;
        }

        var larger = ArrayRental.Rent<byte>(checked(Math.Max(_bytes.Length * 2, Length + sizeHint)));
        WrittenSpan.CopyTo(larger);
        CryptographicOperations.ZeroMemory(_bytes.AsSpan(0, Length));
        ArrayRental.Return(_bytes);
        _bytes = larger;
    }
}
