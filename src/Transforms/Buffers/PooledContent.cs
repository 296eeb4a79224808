using System.Net;

namespace Gateway.Transforms.Buffers;

/// <summary>A body in pooled memory, of known length. The memory is wiped and goes back when the content is disposed.</summary>
public sealed class PooledContent : HttpContent
{
    private readonly PooledBuffer _bytes;

    /// <summary>Takes over <paramref name="bytes"/>.</summary>
    public PooledContent(PooledBuffer bytes)
    {
        _bytes = bytes;

        // Said, rather than computed when somebody asks: what copies fields copies those that are there.
        Headers.ContentLength = bytes.Length;
    }

    /// <inheritdoc/>
    protected override Stream CreateContentReadStream(CancellationToken cancellationToken) => new MemoryStream(_bytes.Array, 0, _bytes.Length, writable: false);

    /// <inheritdoc/>
    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult(CreateContentReadStream(CancellationToken.None));

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(_bytes.WrittenMemory).AsTask();

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = _bytes.Length;
        return true;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _bytes.Dispose();
        }

        base.Dispose(disposing);
    }
}
