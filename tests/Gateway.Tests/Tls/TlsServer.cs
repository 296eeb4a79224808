using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Tls;

/// <summary>A server that shows exactly the certificates it is given, answers one request a connection, and keeps what came out of TLS.</summary>
internal sealed class TlsServer(X509Certificate2 certificate, params X509Certificate2[] intermediates) : TlsListener
{
    private readonly StringBuilder _received = new();
    private readonly Lock _gate = new();

    /// <summary>What it shows; the next connection sees a change.</summary>
    public SslStreamCertificateContext Identity { get; set; } = SslStreamCertificateContext.Create(certificate, [.. intermediates], offline: true);

    public SslProtocols Protocols { get; init; }

    public bool DemandsCertificate { get; init; }

    public string Answer { get; init; } = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";

    /// <summary>Whether it hangs up after the answer without saying so (no close_notify).</summary>
    public bool HangsUp { get; init; }

    /// <summary>The certificate that a caller showed last.</summary>
    public string? ClientThumbprint { get; private set; }

    public SslProtocols Spoken { get; private set; }

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

    protected override SslServerAuthenticationOptions MakeOptions() => new()
    {
        ServerCertificateContext = Identity,
        EnabledSslProtocols = Protocols,
        ClientCertificateRequired = DemandsCertificate,
        RemoteCertificateValidationCallback = (_, certificate, _, _) => !DemandsCertificate || certificate is not null,
    };

    protected override async Task ServeAsync(SslStream tls, CancellationToken stop)
    {
        Spoken = tls.SslProtocol;
        ClientThumbprint = (tls.RemoteCertificate as X509Certificate2)?.Thumbprint;
        var buffer = new byte[16 * 1024];
        if (await tls.ReadAsync(buffer, stop) is > 0 and var read)
        {
            lock (_gate)
            {
                _received.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }

            await tls.WriteAsync(Encoding.Latin1.GetBytes(Answer), stop);
            if (!HangsUp)
            {
                await tls.ShutdownAsync();
            }
        }
    }
}
