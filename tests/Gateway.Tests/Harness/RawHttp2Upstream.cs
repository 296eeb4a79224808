using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Gateway.Tests.Harness;

/// <summary>An HTTP/2 server over TLS, frame by frame (RFC 9113 section 6): it can do what no server library would.</summary>
public sealed class RawHttp2Upstream : IAsyncDisposable
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

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly X509Certificate2 _certificate;
    private readonly Func<int, Http2Reply> _reply;
    private readonly ConcurrentBag<Task> _open = [];
    private readonly Task _accepting;
    private int _streams;

    /// <param name="certificate">The server's.</param>
    /// <param name="reply">What is done to a stream, by its number over all connections, the first being 1.</param>
    public RawHttp2Upstream(X509Certificate2 certificate, Func<int, Http2Reply> reply)
    {
        _certificate = certificate;
        _reply = reply;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Address => $"https://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>The bodies of the streams that were read to their end, in the order of their ends.</summary>
    public ConcurrentQueue<byte[]> Bodies { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_open);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _open.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        try
        {
            await using var tls = new SslStream(client.GetStream());
            var options = new SslServerAuthenticationOptions { ServerCertificate = _certificate, ApplicationProtocols = [SslApplicationProtocol.Http2] };
            await tls.AuthenticateAsServerAsync(options, _stop.Token);
            var preface = new byte["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".Length];
            await tls.ReadExactlyAsync(preface, _stop.Token);
            await WriteAsync(tls, Settings, 0, 0, []);
            await ServeStreamsAsync(tls);
        }
        catch (Exception end) when (end is IOException or AuthenticationException or OperationCanceledException or SocketException)
        {
            // The gateway has hung up, or the test is over.
        }
    }

    private async Task ServeStreamsAsync(SslStream tls)
    {
        var bodies = new Dictionary<int, MemoryStream>();
        var replies = new Dictionary<int, Http2Reply>();
        while (true)
        {
            var (type, flags, stream, payload) = await ReadAsync(tls);
            switch (type)
            {
                case Settings when (flags & Ack) == 0:
                    await WriteAsync(tls, Settings, Ack, 0, []);
                    break;
                case Ping when (flags & Ack) == 0:
                    await WriteAsync(tls, Ping, Ack, 0, payload);
                    break;
                case Headers:
                    bodies[stream] = new MemoryStream();
                    replies[stream] = _reply(Interlocked.Increment(ref _streams));
                    if (replies[stream] == Http2Reply.RefuseStream)
                    {
                        await WriteAsync(tls, RstStream, 0, stream, Number(RefusedStream));
                    }
                    else if (replies[stream] == Http2Reply.GoAwayUntaken)
                    {
                        await WriteAsync(tls, GoAway, 0, 0, [.. Number(0), .. Number(0)]);
                    }

                    break;
                case Data:
                    bodies[stream].Write(payload);
                    break;
            }

            if (type is Headers or Data && (flags & EndStream) != 0 && !await EndAsync(tls, stream, replies[stream], bodies[stream].ToArray()))
            {
                return;
            }
        }
    }

    /// <summary>A stream is whole.</summary>
    /// <returns>Whether the connection goes on.</returns>
    private async Task<bool> EndAsync(SslStream tls, int stream, Http2Reply reply, byte[] body)
    {
        switch (reply)
        {
            case Http2Reply.Answer:
                Bodies.Enqueue(body);

                // Entry 8 of the static table is ":status: 200" (RFC 7541 appendix A).
                await WriteAsync(tls, Headers, EndHeaders, stream, [0x88]);
                await WriteAsync(tls, Data, EndStream, stream, Encoding.ASCII.GetBytes("done"));
                return true;
            case Http2Reply.FailStream:
                Bodies.Enqueue(body);
                await WriteAsync(tls, RstStream, 0, stream, Number(InternalError));
                return true;
            case Http2Reply.GoAwayTaken:
                Bodies.Enqueue(body);
                await WriteAsync(tls, GoAway, 0, 0, [.. Number((uint)stream), .. Number(0)]);
                return false;
            default:
                return true;
        }
    }

    private async Task<(byte Type, byte Flags, int Stream, byte[] Payload)> ReadAsync(SslStream tls)
    {
        var head = new byte[9];
        await tls.ReadExactlyAsync(head, _stop.Token);
        var payload = new byte[(head[0] << 16) | (head[1] << 8) | head[2]];
        await tls.ReadExactlyAsync(payload, _stop.Token);
        return (head[3], head[4], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)), payload);
    }

    private async Task WriteAsync(SslStream tls, byte type, byte flags, int stream, byte[] payload) =>
        await tls.WriteAsync((byte[])[.. Number((uint)payload.Length)[1..], type, flags, .. Number((uint)stream), .. payload], _stop.Token);

    private static byte[] Number(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}
