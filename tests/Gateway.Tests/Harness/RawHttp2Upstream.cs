using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Gateway.Tests.Harness;

/// <summary>An HTTP/2 server over TLS, frame by frame (RFC 9113 section 6): it can do what no server library would.</summary>
public sealed class RawHttp2Upstream : TlsListener
{
    private const byte Data = 0;
    private const byte Headers = 1;
    private const byte RstStream = 3;
    private const byte Settings = 4;
    private const byte Ping = 6;
    private const byte GoAway = 7;
    private const byte EndStream = 1;
    private const byte Ack = 1;
    private const byte EndHeaders = 4;
    private const uint InternalError = 2;
    private const uint RefusedStream = 7;

    private readonly X509Certificate2 _certificate;
    private readonly Func<int, Http2Reply> _reply;
    private int _streams;

    /// <param name="certificate">The server's.</param>
    /// <param name="reply">What is done to a stream, by its number over all connections, the first being 1.</param>
    public RawHttp2Upstream(X509Certificate2 certificate, Func<int, Http2Reply> reply)
    {
        _certificate = certificate;
        _reply = reply;
    }

    /// <summary>The bodies of the streams that were read to their end, in the order of their ends.</summary>
    public ConcurrentQueue<byte[]> Bodies { get; } = new();

    protected override SslServerAuthenticationOptions MakeOptions() => new() { ServerCertificate = _certificate, ApplicationProtocols = [SslApplicationProtocol.Http2] };

    protected override async Task ServeAsync(SslStream tls, CancellationToken stop)
    {
        var preface = new byte["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".Length];
        await tls.ReadExactlyAsync(preface, stop);
        await WriteAsync(tls, Settings, 0, 0, [], stop);
        await ServeStreamsAsync(tls, stop);
    }

    private async Task ServeStreamsAsync(SslStream tls, CancellationToken stop)
    {
        var bodies = new Dictionary<int, MemoryStream>();
        var replies = new Dictionary<int, Http2Reply>();
        while (true)
        {
            var (type, flags, stream, payload) = await ReadAsync(tls, stop);
            switch (type)
            {
                case Settings when (flags & Ack) == 0:
                    await WriteAsync(tls, Settings, Ack, 0, [], stop);
                    break;
                case Ping when (flags & Ack) == 0:
                    await WriteAsync(tls, Ping, Ack, 0, payload, stop);
                    break;
                case Headers:
                    bodies[stream] = new MemoryStream();
                    replies[stream] = _reply(Interlocked.Increment(ref _streams));
                    if (replies[stream] == Http2Reply.RefuseStream)
                    {
                        await WriteAsync(tls, RstStream, 0, stream, Number(RefusedStream), stop);
                    }
                    else if (replies[stream] == Http2Reply.GoAwayUntaken)
                    {
                        await WriteAsync(tls, GoAway, 0, 0, [.. Number(0), .. Number(0)], stop);
                    }

                    break;
                case Data:
                    bodies[stream].Write(payload);
                    break;
            }

            if (type is Headers or Data && (flags & EndStream) != 0 && !await EndAsync(tls, stream, replies[stream], bodies[stream].ToArray(), stop))
            {
                return;
            }
        }
    }

    /// <summary>A stream is whole.</summary>
    /// <returns>Whether the connection goes on.</returns>
    private async Task<bool> EndAsync(SslStream tls, int stream, Http2Reply reply, byte[] body, CancellationToken stop)
    {
        switch (reply)
        {
            case Http2Reply.Answer:
                Bodies.Enqueue(body);

                // Entry 8 of the static table is ":status: 200" (RFC 7541 appendix A).
                await WriteAsync(tls, Headers, EndHeaders, stream, [0x88], stop);
                await WriteAsync(tls, Data, EndStream, stream, Encoding.ASCII.GetBytes("done"), stop);
                return true;
            case Http2Reply.FailStream:
                Bodies.Enqueue(body);
                await WriteAsync(tls, RstStream, 0, stream, Number(InternalError), stop);
                return true;
            case Http2Reply.GoAwayTaken:
                Bodies.Enqueue(body);
                await WriteAsync(tls, GoAway, 0, 0, [.. Number((uint)stream), .. Number(0)], stop);
                return false;
            default:
                return true;
        }
    }

    private static async Task<(byte Type, byte Flags, int Stream, byte[] Payload)> ReadAsync(SslStream tls, CancellationToken stop)
    {
        var head = new byte[9];
        await tls.ReadExactlyAsync(head, stop);
        var payload = new byte[(head[0] << 16) | (head[1] << 8) | head[2]];
        await tls.ReadExactlyAsync(payload, stop);
        return (head[3], head[4], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)), payload);
    }

    private static async Task WriteAsync(SslStream tls, byte type, byte flags, int stream, byte[] payload, CancellationToken stop) =>
        await tls.WriteAsync((byte[])[.. Number((uint)payload.Length)[1..], type, flags, .. Number((uint)stream), .. payload], stop);

    private static byte[] Number(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}
