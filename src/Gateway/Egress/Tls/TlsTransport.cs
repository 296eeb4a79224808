using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Gateway.Egress.Tls;

/// <summary>
/// The connection under TLS. TLS says itself when it ends (close_notify), and reads no further then: a connection that ends while more is read was cut. The
/// framework takes both for the same end, and an answer without a length or chunks is whole only with the former (RFC 9112 section 9.8).
/// </summary>
internal sealed class TlsTransport(Socket socket) : NetworkStream(socket, ownsSocket: true)
{
    /// <summary>
    /// Whether an end without close_notify is an error. Not in the handshake, nor with HTTP/2, which tells by itself what is whole: there the framework has better words for an
    /// end, such as one after GOAWAY.
    /// </summary>
    public bool NeedsGoodbye { get; set; }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer) => Judge(base.Read(buffer), buffer.Length);

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Judge(base.Read(buffer, offset, count), count);

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        NeedsGoodbye ? ReadJudgedAsync(buffer, cancellationToken) : base.ReadAsync(buffer, cancellationToken);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReadJudgedAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        Judge(await base.ReadAsync(buffer, cancellationToken), buffer.Length);

    /// <exception cref="HttpIOException">The connection has ended. The framework says the same of one that ends within a frame of its own.</exception>
    private int Judge(int read, int wanted) =>
        read > 0 || wanted == 0 || !NeedsGoodbye ? read : throw new HttpIOException(HttpRequestError.ResponseEnded, "The connection ended without the end of TLS.");
}
