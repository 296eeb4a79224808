using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Gateway.Configuration.Compiling;
using Gateway.Configuration.Reading;
using Gateway.Egress;
using Gateway.Egress.Tls;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Exchange;

namespace Gateway.Secrets.Http;

/// <summary>
/// Asks one server that gives secrets, over HTTP/1.1. Who answers proves itself by the policy that upstreams are held to; redirects are not followed, since
/// the next one would get our credentials; an answer is bounded in time and size. Nothing that a server says is repeated.
/// </summary>
/// <param name="peer">The server and what is demanded of it.</param>
/// <param name="clock">The time.</param>
#pragma warning disable CA1001 // It lives as long as the sources that share it, and holds nothing but connections, which close themselves when they are idle.
internal sealed class StoreClient(UpstreamPlan peer, TimeProvider clock)
#pragma warning restore CA1001
{
    /// <summary>No answer with a secret in it is this large.</summary>
    public const int MostBytes = 1024 * 1024;

    private const int ReadSize = 4 * 1024;

    /// <summary>Secrets are read minutes apart: what is left open in between only goes stale.</summary>
    private static readonly TimeSpan IdleConnection = TimeSpan.FromSeconds(10);

    private static readonly List<SslApplicationProtocol> Protocols = [SslApplicationProtocol.Http11];

    private readonly HttpMessageInvoker _invoker = new(CreateHandler(peer, clock));

    /// <summary>The server's address.</summary>
    public Uri Address { get; } = peer.Options.Addresses[0];

    /// <summary>A handler that connects under the policy of <paramref name="peer"/>, for clients that are not ours.</summary>
    public static HttpMessageHandler CreateHandler(UpstreamPlan peer, TimeProvider clock)
    {
        var policy = new TlsPolicy(peer, clock);
        var guard = new DestinationGuard(allowPrivateNetworks: true, peer.Options.ConnectTimeout, clock);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            PooledConnectionIdleTimeout = IdleConnection,
            ConnectTimeout = peer.Options.ConnectTimeout,
            ConnectCallback = ConnectAsync,
        };

        // Each handshake is made below: should the framework ever make one itself, it is never to succeed.
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => false;
        return handler;

        async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
        {
            var endpoint = context.DnsEndPoint;
            var host = DestinationGuard.HostOf(endpoint);
            var address = peer.Options.Addresses.FirstOrDefault(address => address.IdnHost == host && address.Port == endpoint.Port)
                ?? throw new DestinationRefusedException();
            var socket = await guard.ConnectAsync(endpoint, cancellationToken);
            return address.Scheme == Uri.UriSchemeHttp
                ? new NetworkStream(socket, ownsSocket: true)
                : await new TlsHandshake(policy, host).RunAsync(socket, Protocols, cancellationToken);
        }
    }

    /// <summary>Sends <paramref name="request"/> and reads the whole answer.</summary>
    /// <param name="request">The request, to an address at the server's; disposed with its content.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The answer, of whatever status, or why there is none.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async ValueTask<StoreAnswer> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(peer.Options.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var body = new PooledBuffer(ReadSize);
        try
        {
            using (request)
            {
                request.Version = HttpVersion.Version11;
                using var response = await _invoker.SendAsync(request, either.Token);
                if (await TryReadAsync(response.Content, body, either.Token))
                {
                    return new StoreAnswer(response.StatusCode, body, RetryAfter.Read(response, clock));
                }

                body.Dispose();
                return new StoreAnswer($"{Name} answered with more than {MostBytes} bytes");
            }
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException)
        {
            body.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            return new StoreAnswer(
                deadline.IsCancellationRequested ? $"{Name} did not answer within {HumanUnits.Format(peer.Options.Timeout)}"
                : failure is HttpRequestException broken ? $"{Name} cannot be asked ({EgressFailure.Explain(broken).Reason})"
                : $"{Name} broke off its answer");
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    private string Name => $"{Address.Scheme}://{Address.Authority}";

    private static async ValueTask<bool> TryReadAsync(HttpContent content, PooledBuffer body, CancellationToken cancellationToken)
    {
        var stream = await content.ReadAsStreamAsync(cancellationToken);
        while (await stream.ReadAsync(body.GetMemory(ReadSize), cancellationToken) is > 0 and var read)
        {
            body.Advance(read);
            if (body.Length > MostBytes)
            {
                return false;
            }
        }

        return true;
    }
}
