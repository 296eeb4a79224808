using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Gateway.Tests.Harness;

/// <summary>A TLS server that answers every request with the same bytes, right or wrong, and hangs up.</summary>
public sealed class RawUpstream : TlsListener
{
    private readonly X509Certificate2 _certificate;
    private readonly byte[] _answer;
    private readonly SslProtocols _protocols;
    private int _requests;

    public RawUpstream(X509Certificate2 certificate, string answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", SslProtocols protocols = SslProtocols.None)
    {
        _certificate = certificate;
        _answer = Encoding.Latin1.GetBytes(answer);
        _protocols = protocols;
    }

    /// <summary>How many requests got past the handshake.</summary>
    public int Requests => Volatile.Read(ref _requests);

    protected override SslServerAuthenticationOptions MakeOptions() => new() { ServerCertificate = _certificate, EnabledSslProtocols = _protocols };

    protected override async Task ServeAsync(SslStream tls, CancellationToken stop)
    {
        if (await tls.ReadAsync(new byte[64 * 1024], stop) > 0)
        {
            Interlocked.Increment(ref _requests);
            await tls.WriteAsync(_answer, stop);
            await tls.ShutdownAsync();
        }
    }
}
