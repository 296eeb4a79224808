using System.Formats.Asn1;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Egress.Tls;

/// <summary>One handshake with an upstream, and what was found out in it. For one connection only.</summary>
/// <param name="policy">What is demanded.</param>
/// <param name="host">The address's host.</param>
/// <param name="keepsChain">Whether the chain is wanted afterwards.</param>
internal sealed class TlsHandshake(TlsPolicy policy, string host, bool keepsChain = false)
{
    private readonly string _name = policy.NameOf(host);
    private readonly List<X509Certificate2> _chain = [];
    private string? _refusal;
    private bool _sawCertificate;
    private bool _wasAskedForOurs;

    /// <summary>Whether no key of the chain is pinned: in report mode the connection is made all the same.</summary>
    public bool MissesPins { get; private set; }

    /// <summary>Whether the peer may refuse us once our side of the handshake is over: it asked for a certificate that we do not have, or judges the one we have.</summary>
    public bool MayBeRefused => _wasAskedForOurs || policy.HasClientCertificate;

    /// <summary>The chain, from the peer to its root, as far as one was met and wanted.</summary>
    public IReadOnlyList<X509Certificate2> Chain => _chain;

    /// <summary>Speaks TLS over <paramref name="socket"/>, which is closed with the result, or at once if there is none.</summary>
    /// <exception cref="PeerRefusedException">Who answered is not taken for the upstream.</exception>
    public async ValueTask<SslStream> RunAsync(Socket socket, List<SslApplicationProtocol> protocols, CancellationToken cancellationToken)
    {
        var options = policy.ForOneHandshake(_name, protocols);
        options.RemoteCertificateValidationCallback = Judge;
        if (!policy.HasClientCertificate)
        {
            options.LocalCertificateSelectionCallback = NoteDemand;
        }

        var transport = new TlsTransport(socket);
        var tls = new SslStream(transport, leaveInnerStreamOpen: false);
        try
        {
            await tls.AuthenticateAsClientAsync(options, cancellationToken);
            transport.NeedsGoodbye = tls.NegotiatedApplicationProtocol != SslApplicationProtocol.Http2;
            return tls;
        }
        catch (Exception failure) when (failure is AuthenticationException or IOException)
        {
            await tls.DisposeAsync();
            throw new PeerRefusedException(_refusal ?? Explain(failure), failure);
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
    }

    private bool Judge(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        _sawCertificate = true;
        try
        {
            return IsAccepted(certificate, chain, errors);
        }
        catch (Exception malformed) when (malformed is CryptographicException or AsnContentException or ArgumentException)
        {
            // A certificate that cannot be read as far as it has to be.
            _refusal = PeerRefusal.Other;
            return false;
        }
    }

    private bool IsAccepted(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (keepsChain && chain is not null)
        {
            // The framework disposes of its own.
            _chain.AddRange(chain.ChainElements.Select(static element => X509CertificateLoader.LoadCertificate(element.Certificate.RawDataMemory.Span)));
        }

        _refusal = policy.Judge.Judge(certificate as X509Certificate2, chain, errors, _name);
        if (_refusal is null && !policy.Judge.HasPin(chain!))
        {
            MissesPins = true;
            _refusal = policy.ReportsPins ? null : PeerRefusal.PinMismatch;
        }

        return _refusal is null;
    }

    /// <summary>Called once beforehand, and again when the peer asks. Many ask without insisting: nothing is refused for it.</summary>
    private X509Certificate NoteDemand(object sender, string targetHost, X509CertificateCollection ours, X509Certificate? peer, string[] issuers)
    {
        _wasAskedForOurs |= peer is not null;
        return null!;
    }

    private string Explain(Exception failure) => TlsAlert.Explain(failure, _wasAskedForOurs)
        ?? (failure is AuthenticationException { InnerException: null } && !_sawCertificate ? PeerRefusal.NotTls : PeerRefusal.Other);
}
