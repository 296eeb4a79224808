using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Gateway.Configuration.Compiling;
using Gateway.Configuration.Reading;
using Gateway.Egress;
using Gateway.Egress.Tls;

namespace Gateway.Commands;

/// <summary>
/// <c>gateway check --connect</c>: a handshake with each address of each upstream, by the code and the policy that reports leave by, and what was
/// met there. Nothing is sent but the handshake.
/// </summary>
internal sealed class ConnectionCheck(TextWriter output, TimeProvider clock)
{
    /// <summary>With TLS 1.3 the other side judges our certificate after our side of the handshake is over: how long its refusal is waited for.</summary>
    private static readonly TimeSpan Verdict = TimeSpan.FromSeconds(1);

    /// <summary>Tries every address of an upstream.</summary>
    /// <returns>Whether reports could leave for all of them.</returns>
    public async Task<bool> RunAsync(UpstreamPlan upstream, CancellationToken cancellationToken)
    {
        var isGood = true;
        foreach (var address in upstream.Options.Addresses)
        {
            await output.WriteLineAsync($"{upstream.Name}: {address.Scheme}://{address.Authority}");
            isGood &= await TryAddressAsync(upstream, address, cancellationToken);
        }

        return isGood;
    }

    private async Task<bool> TryAddressAsync(UpstreamPlan upstream, Uri address, CancellationToken cancellationToken)
    {
        var policy = new TlsPolicy(upstream, clock);
        var handshake = new TlsHandshake(policy, address.IdnHost, keepsChain: true);
        using var limit = new CancellationTokenSource(upstream.Options.ConnectTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        string? refusal = null;
        try
        {
            var socket = await new DestinationGuard(upstream.Options.AllowPrivateNetworks, upstream.Options.ConnectTimeout, clock).ConnectAsync(new DnsEndPoint(address.IdnHost, address.Port), either.Token);
            if (address.Scheme == Uri.UriSchemeHttp)
            {
                socket.Dispose();
                await output.WriteLineAsync("  connected; plain http, nothing is proven");
                return true;
            }

            await using var tls = await handshake.RunAsync(socket, [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11], either.Token);
            if (handshake.MayBeRefused)
            {
                await HearVerdictAsync(tls, cancellationToken);
            }

            await output.WriteLineAsync($"  accepted: {VersionOf(tls)}, {tls.NegotiatedCipherSuite}{(handshake.MissesPins ? ", no pinned key (PinMode: report)" : string.Empty)}");
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            refusal = AttemptOutcome.Timeout;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // Whatever a peer does, the others are tried, and the command says what it met.
            refusal = Explain(failure);
        }

        if (refusal is not null)
        {
            await output.WriteLineAsync($"  refused: {refusal}");
        }

        await WriteChainAsync(handshake.Chain);
        return refusal is null;
    }

    /// <summary>Waits for what a peer has to say who may want another certificate of us than we have shown; silence is consent.</summary>
    private async Task HearVerdictAsync(SslStream tls, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Verdict, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await tls.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: true, either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            // Nothing came.
        }
    }

    private async Task WriteChainAsync(IReadOnlyList<X509Certificate2> chain)
    {
        foreach (var certificate in chain)
        {
            await output.WriteLineAsync(
                $"""
                  certificate {OneLine.Of(certificate.Subject)}
                    issuer    {OneLine.Of(certificate.Issuer)}
                    valid     {Day(certificate.NotBefore)} to {Day(certificate.NotAfter)}
                    pin       {SpkiPin.Of(certificate)}
                """);
        }
    }

    private static string Explain(Exception failure) => failure switch
    {
        DestinationRefusedException => AttemptOutcome.DestinationRefused,
        PeerRefusedException refused => refused.Reason,
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } => AttemptOutcome.Dns,
        SocketException => AttemptOutcome.Connect,
        _ => TlsAlert.Explain(failure) ?? PeerRefusal.Other,
    };

    private static string VersionOf(SslStream tls) => tls.SslProtocol == System.Security.Authentication.SslProtocols.Tls13 ? "TLS 1.3" : "TLS 1.2";

    private static string Day(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}
