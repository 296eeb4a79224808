using System.Net;

namespace Gateway.Transforms.Buffers;

/// <summary>
/// The bytes of one attempt. They can be sent once: over HTTP/2 the framework itself sends a content again after REFUSED_STREAM, and
/// sealed bytes that are sent twice would repeat an IV. The memory goes back when sending ends, or, unsent, when the content is disposed;
/// an answer that comes early ends neither.
/// </summary>
public sealed class SingleUseContent : HttpContent
{
    private const int Unsent = 0;
    private const int Taken = 1;
    private const int Unused = 2;

    private readonly PooledBuffer _bytes;
    private readonly int _length;
    private int _state = Unsent;

    /// <summary>Takes over <paramref name="bytes"/>.</summary>
    public SingleUseContent(PooledBuffer bytes)
    {
        _bytes = bytes;
        _length = bytes.Length;
    }

    /// <summary>Whether nothing of it was sent, and it was not disposed.</summary>
    public bool IsUnsent => Volatile.Read(ref _state) == Unsent;

    /// <summary>How many bytes a connection was given to send: all or none.</summary>
    public int SentLength => Volatile.Read(ref _state) == Taken ? _length : 0;

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    /// <exception cref="ContentAlreadySentException">The content was sent, or disposed, before.</exception>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _state, Taken, Unsent) != Unsent)
        {
            throw new ContentAlreadySentException();
        }

        try
        {
            await stream.WriteAsync(_bytes.WrittenMemory, cancellationToken);
        }
        finally
        {
            _bytes.Dispose();
        }
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.CompareExchange(ref _state, Unused, Unsent) == Unsent)
        {
            _bytes.Dispose();
        }

        base.Dispose(disposing);
    }
}
