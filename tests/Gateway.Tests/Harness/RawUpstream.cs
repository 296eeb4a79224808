using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Gateway.Tests.Harness;

/// <summary>A TLS server that answers every request with the same bytes, right or wrong, and hangs up.</summary>
public sealed class RawUpstream : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public RawUpstream(X509Certificate2 certificate, string answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", SslProtocols protocols = SslProtocols.None)
    {
        _listener.Start();
        _serving = ServeAsync(certificate, Encoding.Latin1.GetBytes(answer), protocols);
    }

    public string Address => $"https://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>How many requests got past the handshake.</summary>
    public int Requests { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync(X509Certificate2 certificate, byte[] answer, SslProtocols protocols)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await using var tls = new SslStream(client.GetStream());
                await tls.AuthenticateAsServerAsync(certificate, clientCertificateRequired: false, protocols, checkCertificateRevocation: false);
                if (await tls.ReadAsync(new byte[64 * 1024], _stop.Token) > 0)
                {
                    Requests++;
                    await tls.WriteAsync(answer, _stop.Token);
                    await tls.ShutdownAsync();
                }
            }
            catch (Exception failure) when (failure is IOException or AuthenticationException or OperationCanceledException or SocketException)
            {
                // A client that refuses us, or the end.
            }
        }
    }
}
