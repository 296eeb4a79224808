using System.Net;
using System.Net.Sockets;

namespace Gateway.Egress;

/// <summary>Connects to an upstream, judging each address after its name was resolved and right before it is used: no later lookup can differ.</summary>
/// <param name="allowPrivateNetworks">Whether addresses that are not public may be connected to.</param>
/// <param name="connectTimeout">How long connecting may take, over all addresses of a name.</param>
/// <param name="clock">The time.</param>
internal sealed class DestinationGuard(bool allowPrivateNetworks, TimeSpan connectTimeout, TimeProvider clock)
{
    /// <summary>The host as an address has it (<see cref="Uri.IdnHost"/>): the framework asks for IPv6 with the brackets of a URL around it.</summary>
    public static string HostOf(DnsEndPoint endpoint) => endpoint.Host is ['[', .. var literal, ']'] ? literal : endpoint.Host;

    public async ValueTask<Socket> ConnectAsync(DnsEndPoint endpoint, CancellationToken cancellationToken)
    {
        var resolved = IPAddress.TryParse(endpoint.Host, out var literal)
            ? [literal]
            : await Dns.GetHostAddressesAsync(endpoint.Host, cancellationToken);
        var allowed = allowPrivateNetworks ? resolved : Array.FindAll(resolved, AddressRange.IsPublic);
        for (var i = 0; i < allowed.Length; i++)
        {
            // One that is silent must leave the others their time.
            using var share = new CancellationTokenSource(connectTimeout / allowed.Length, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(share.Token, cancellationToken);
            var isLast = i == allowed.Length - 1;
            var socket = new Socket(allowed[i].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(allowed[i], endpoint.Port), isLast ? cancellationToken : either.Token);
                return socket;
            }
            catch (Exception failure) when (!isLast && !cancellationToken.IsCancellationRequested && failure is SocketException or OperationCanceledException)
            {
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw new DestinationRefusedException();
    }
}
