namespace Gateway.Transforms.Buffers;

/// <summary>Reads another stream, and fails rather than give more than so many bytes.</summary>
/// <param name="inner">The stream; it is disposed with this one.</param>
/// <param name="limit">The most bytes that are given.</param>
/// <param name="exceeded">Makes the exception that is thrown when there are more.</param>
public sealed class BoundedStream(Stream inner, long limit, Func<Exception> exceeded) : Stream
{
    private long _left = limit;
    private volatile bool _isReading;
    private volatile bool _wasCancelled;

    /// <summary>Whether it waits for more of the inner stream, or did when it was cancelled.</summary>
    public bool IsWaiting => _isReading || _wasCancelled;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Count(inner.Read(buffer, offset, count));

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _isReading = true;
        try
        {
            return Count(await inner.ReadAsync(buffer, cancellationToken));
        }
        catch (OperationCanceledException)
        {
            _wasCancelled = true;
            throw;
        }
        finally
        {
            _isReading = false;
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Count(int read)
    {
        _left -= read;
        return _left >= 0 ? read : throw exceeded();
    }
}
