using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Gateway.Configuration.Options;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Gateway.Listeners;

/// <summary>The sockets that listen. The server owns them; they are kept here for what it has no word for.</summary>
/// <param name="management">Where probes and scrapes come in.</param>
internal sealed class ListeningSockets(ListenerOptions management)
{
    private readonly ConcurrentQueue<Socket> _sockets = new();

    /// <summary>Binds as the server itself would.</summary>
    public Socket Bind(EndPoint endPoint)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
        _sockets.Enqueue(socket);
        return socket;
    }

    /// <summary>
    /// From now on no connection of a caller comes about; those that the system has completed are still accepted. Whoever connects is left waiting, and
    /// refused once the socket is closed, instead of being connected and then reset with a request under way.
    /// </summary>
    /// <remarks>Best effort: a management listener whose port the system chose is not told from the other; and nothing where the system is not Linux: what is lost without it is the connections of the last moment.</remarks>
    public void HoldOff()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        foreach (var socket in _sockets)
        {
            try
            {
                if (socket.LocalEndPoint is IPEndPoint bound && IsManagement(bound))
                {
                    continue;
                }

                HandshakeFilter.Attach(socket);
            }
            catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
            {
                // A system call that a sandbox does not have, or a server that has closed the socket.
            }
        }
    }

    private bool IsManagement(IPEndPoint bound) =>
        bound.Port == management.Port && (management.Address is { } address ? bound.Address.Equals(address) : IPAddress.IsLoopback(bound.Address));
}
