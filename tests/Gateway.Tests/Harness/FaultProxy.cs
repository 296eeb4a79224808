using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gateway.Tests.Harness;

/// <summary>
/// Stands between the gateway and a receiver, both over plain TCP, reads whole HTTP/1.1 requests, and does to each what a test wants. It counts what
/// it received, forwarded and answered, so that counts on both sides of it can be held against each other.
/// </summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private const string CloseField = "Connection: close\r\n";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly HashSet<Task> _open = [];
    private readonly int _receiver;
    private readonly Task _accepting;
    private int _connections;
    private int _received;
    private int _forwarded;
    private int _stalled;
    private int _givenUp;

    /// <param name="receiver">The receiver's port on this machine.</param>
    public FaultProxy(int receiver)
    {
        _receiver = receiver;
        _listener.Start(backlog: 512);
        _accepting = AcceptAsync();
    }

    public string Address => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>Chooses what is done, at each connection (the argument is null) and at each request; null, or a fault for the other moment, for nothing.</summary>
    public Func<string?, Fault?> Choose { get; set; } = static _ => null;

    /// <summary>Whether the receiver's answers leave the connection open; if not, they say so.</summary>
    public bool KeepsAlive { get; set; } = true;

    /// <summary>How many connections there were.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>How many whole requests were read.</summary>
    public int Received => Volatile.Read(ref _received);

    /// <summary>How many requests the receiver got.</summary>
    public int Forwarded => Volatile.Read(ref _forwarded);

    /// <summary>How many requests were left without an answer, or in the middle of one.</summary>
    public int Stalls => Volatile.Read(ref _stalled);

    /// <summary>How many of these the other side has given up.</summary>
    public int GivenUps => Volatile.Read(ref _givenUp);

    /// <summary>Has one fault done, to the next request or connection.</summary>
    public void DoOnce(Fault fault)
    {
        Fault? next = fault;
        Choose = request =>
        {
            lock (_lock)
            {
                return next is not null && next.AtConnect == (request is null) ? Interlocked.Exchange(ref next, null) : null;
            }
        };
    }

    internal void Stalled() => Interlocked.Increment(ref _stalled);

    internal void GivenUp() => Interlocked.Increment(ref _givenUp);

    internal async Task<byte[]> ForwardAsync(byte[] request, CancellationToken stop)
    {
        // A connection for each request, at whose end the answer is whole, however it is framed.
        var head = FaultExchange.HeadLength(request) - 2;
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, _receiver, stop);
        Interlocked.Increment(ref _forwarded);
        await socket.SendAsync((ArraySegment<byte>[])[request[..head], Encoding.ASCII.GetBytes(CloseField), request[head..]], SocketFlags.None);
        using var answer = new MemoryStream();
        var buffer = new byte[4096];
        while (await socket.ReceiveAsync(buffer, SocketFlags.None, stop) is > 0 and var read)
        {
            answer.Write(buffer, 0, read);
        }

        var whole = answer.ToArray();
        return KeepsAlive ? Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(whole).Replace(CloseField, string.Empty, StringComparison.Ordinal)) : whole;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        Task[] open;
        lock (_lock)
        {
            open = [.. _open];
        }

        await Task.WhenAll(open);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                var serving = ServeAsync(client);
                lock (_lock)
                {
                    _open.RemoveWhere(static task => task.IsCompleted);
                    _open.Add(serving);
                }
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var _ = client;
        client.NoDelay = true;
        try
        {
            if (Choose(null) is { AtConnect: true } atConnect)
            {
                await atConnect.Act(new FaultExchange(this, client, [], _stop.Token));
                return;
            }

            var reader = new RequestReader(client);
            while (await reader.ReadAsync(_stop.Token) is { } request)
            {
                Interlocked.Increment(ref _received);
                var exchange = new FaultExchange(this, client, request, _stop.Token);
                var fault = Choose(exchange.Request) is { AtConnect: false } chosen ? chosen : Fault.None;
                if (!await fault.Act(exchange))
                {
                    return;
                }
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The gateway has hung up, or the test is over.
        }
    }

    /// <summary>Takes whole requests off a connection.</summary>
    private sealed class RequestReader(Socket client)
    {
        private byte[] _bytes = new byte[16 * 1024];
        private int _filled;

        public async Task<byte[]?> ReadAsync(CancellationToken stop)
        {
            int length;
            while ((length = FindEnd(_bytes.AsSpan(0, _filled))) < 0)
            {
                if (_filled == _bytes.Length)
                {
                    Array.Resize(ref _bytes, _bytes.Length * 2);
                }

                var read = await client.ReceiveAsync(_bytes.AsMemory(_filled), SocketFlags.None, stop);
                if (read == 0)
                {
                    return null;
                }

                _filled += read;
            }

            var request = _bytes[..length];
            _filled -= length;
            _bytes.AsSpan(length, _filled).CopyTo(_bytes);
            return request;
        }

        private static int FindEnd(ReadOnlySpan<byte> bytes)
        {
            var head = bytes.IndexOf("\r\n\r\n"u8);
            if (head < 0)
            {
                return -1;
            }

            foreach (var line in Encoding.Latin1.GetString(bytes[..head]).Split("\r\n"))
            {
                if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
                {
                    var end = head + 4 + int.Parse(line.AsSpan("Content-Length:".Length), CultureInfo.InvariantCulture);
                    return end <= bytes.Length ? end : -1;
                }

                if (line.StartsWith("Transfer-Encoding:", StringComparison.OrdinalIgnoreCase))
                {
                    var last = bytes[head..].IndexOf("\r\n0\r\n\r\n"u8);
                    return last < 0 ? -1 : head + last + "\r\n0\r\n\r\n".Length;
                }
            }

            return head + 4;
        }
    }
}
