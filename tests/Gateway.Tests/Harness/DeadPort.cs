using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Gateway.Tests.Harness;

/// <summary>A port where nobody answers: one that refuses every connection, or one that leaves every one of them waiting.</summary>
public sealed class DeadPort : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _fillers = [];

    private DeadPort() => _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    public string Address => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_socket.LocalEndPoint!).Port}");

    /// <summary>Nobody listens, and nobody else can while this is here.</summary>
    public static DeadPort Refusing() => new();

    /// <summary>The queue of those who want to connect is full, and no word comes back.</summary>
    public static async Task<DeadPort> SilentAsync()
    {
        var port = new DeadPort();
        port._socket.Listen(0);
        while (await port.TryFillAsync())
        {
            port._fillers.Count.ShouldBeLessThan(64, "the queue never fills");
        }

        return port;
    }

    public void Dispose()
    {
        _fillers.ForEach(static filler => filler.Dispose());
        _socket.Dispose();
    }

    private async Task<bool> TryFillAsync()
    {
        var filler = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _fillers.Add(filler);
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        try
        {
            await filler.ConnectAsync(_socket.LocalEndPoint!, patience.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
