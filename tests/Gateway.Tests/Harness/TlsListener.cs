using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Gateway.Tests.Harness;

/// <summary>A TLS server on a free port of this machine: it accepts and makes the handshake; what is said then is its heir's.</summary>
public abstract class TlsListener : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _open = [];
    private readonly Task _accepting;
    private int _connections;

    protected TlsListener()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Address => AddressOf("localhost");

    /// <summary>Connections that were accepted.</summary>
    public int Connections => Volatile.Read(ref _connections);

    public string AddressOf(string host) => $"https://{host}:{Port}";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();

        // Before the listener stops: one that has would be asked for the next connection all the same.
        await _accepting;
        _listener.Stop();
        await Task.WhenAll(_open);
        _listener.Dispose();
        _stop.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>What the next handshake is made with.</summary>
    protected abstract SslServerAuthenticationOptions MakeOptions();

    /// <summary>Serves one connection, which is closed afterwards without a close_notify.</summary>
    /// <param name="tls">The connection, past the handshake.</param>
    /// <param name="stop">The end of the test.</param>
    protected abstract Task ServeAsync(SslStream tls, CancellationToken stop);

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                _open.Add(ShakeHandsAsync(client));
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task ShakeHandsAsync(TcpClient client)
    {
        using var _ = client;
        await using var tls = new SslStream(client.GetStream());
        try
        {
            await tls.AuthenticateAsServerAsync(MakeOptions(), _stop.Token);
            await ServeAsync(tls, _stop.Token);
        }
        catch (Exception end) when (end is IOException or AuthenticationException or OperationCanceledException or SocketException)
        {
            // The gateway refuses us or has hung up, or the test is over.
        }
    }
}
