using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Gateway.Tests.Tls;

/// <summary>A server that shows exactly the certificates it is given, answers one request a connection, and keeps what came out of TLS.</summary>
internal sealed class TlsServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _connections = [];
    private readonly StringBuilder _received = new();
    private readonly Lock _gate = new();
    private readonly Task _accepting;

    public TlsServer(X509Certificate2 certificate, params X509Certificate2[] intermediates)
    {
        Identity = SslStreamCertificateContext.Create(certificate, [.. intermediates], offline: true);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>What it shows; the next connection sees a change.</summary>
    public SslStreamCertificateContext Identity { get; set; }

    public SslProtocols Protocols { get; init; }

    public bool DemandsCertificate { get; init; }

    public string Answer { get; init; } = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";

    /// <summary>Whether it hangs up after the answer without saying so (no close_notify).</summary>
    public bool HangsUp { get; init; }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Address => AddressOf("localhost");

    /// <summary>The certificate that a caller showed last.</summary>
    public string? ClientThumbprint { get; private set; }

    public SslProtocols Spoken { get; private set; }

    /// <summary>Connections that were accepted.</summary>
    public int Connections { get; private set; }

    /// <summary>Everything that came out of TLS.</summary>
    public string Received
    {
        get
        {
            lock (_gate)
            {
                return _received.ToString();
            }
        }
    }

    public string AddressOf(string host) => $"https://{host}:{Port}";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Connections++;
                _connections.Add(ServeAsync(client));
            }
            catch (Exception failure) when (failure is OperationCanceledException or SocketException)
            {
                // The end.
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var socket = client;
        await using var tls = new SslStream(client.GetStream());
        try
        {
            await tls.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = Identity,
                    EnabledSslProtocols = Protocols,
                    ClientCertificateRequired = DemandsCertificate,
                    RemoteCertificateValidationCallback = (_, certificate, _, _) => !DemandsCertificate || certificate is not null,
                },
                _stop.Token);
            Spoken = tls.SslProtocol;
            ClientThumbprint = (tls.RemoteCertificate as X509Certificate2)?.Thumbprint;
            var buffer = new byte[16 * 1024];
            if (await tls.ReadAsync(buffer, _stop.Token) is > 0 and var read)
            {
                lock (_gate)
                {
                    _received.Append(Encoding.Latin1.GetString(buffer, 0, read));
                }

                await tls.WriteAsync(Encoding.Latin1.GetBytes(Answer), _stop.Token);
                if (HangsUp)
                {
                    client.Client.Shutdown(SocketShutdown.Both);
                    return;
                }

                await tls.ShutdownAsync();
            }
        }
        catch (Exception failure) when (failure is IOException or AuthenticationException or OperationCanceledException or SocketException)
        {
            // A client that refuses us, or the end.
        }
    }
}
