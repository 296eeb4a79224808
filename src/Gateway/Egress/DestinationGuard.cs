using System.Net;
using System.Net.Sockets;

namespace Gateway.Egress;

/// <summary>Connects to an upstream, judging each address after its name was resolved and right before it is used: no later lookup can differ.</summary>
internal sealed class DestinationGuard(bool allowPrivateNetworks)
{
    public async ValueTask<NetworkStream> ConnectAsync(DnsEndPoint endpoint, CancellationToken cancellationToken)
    {
        var resolved = IPAddress.TryParse(endpoint.Host, out var literal)
            ? [literal]
            : await Dns.GetHostAddressesAsync(endpoint.Host, cancellationToken);
        var allowed = allowPrivateNetworks ? resolved : Array.FindAll(resolved, AddressRange.IsPublic);
        if (allowed.Length == 0)
        {
            throw new DestinationRefusedException();
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, endpoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
