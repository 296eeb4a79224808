using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Gateway.Tests.Harness;

/// <summary>A bare socket, for requests that no client library would send.</summary>
public sealed class RawClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp);

    private RawClient()
    {
    }

    public NetworkStream Stream { get; private set; } = null!;

    /// <param name="address">The server's.</param>
    /// <param name="receiveBuffer">How much the system takes in before it is read; 0 for the system's own choice.</param>
    public static async Task<RawClient> ConnectAsync(Uri address, int receiveBuffer = 0)
    {
        var client = new RawClient();
        if (receiveBuffer > 0)
        {
            client._socket.ReceiveBufferSize = receiveBuffer;
        }

        await client._socket.ConnectAsync(address.Host, address.Port);
        client.Stream = new NetworkStream(client._socket, ownsSocket: false);
        return client;
    }

    public Task SendAsync(string text) => Stream.WriteAsync(Encoding.Latin1.GetBytes(text)).AsTask();

    /// <summary>Sends a whole request with a body that is larger than what the systems between hold, however soon it is answered.</summary>
    public async Task SendLargeBodyAsync(string target, int length)
    {
        await SendAsync($"{target} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n");
        await Stream.WriteAsync(new byte[length]);
    }

    /// <summary>Says that nothing more will be sent.</summary>
    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Reads until the server closes the connection.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var all = new MemoryStream();
        using var deadline = new CancellationTokenSource(Patience);
        try
        {
            await Stream.CopyToAsync(all, deadline.Token);
        }
        catch (IOException)
        {
            // A reset ends the connection as well.
        }

        return Encoding.Latin1.GetString(all.ToArray());
    }

    /// <summary>Sends a whole request and reads one answer, leaving the connection open on our side: a server may take a closed one for a caller who has gone.</summary>
    public static async Task<string> ExchangeAsync(Uri address, string request)
    {
        using var client = await ConnectAsync(address);
        return await client.ExchangeAsync(request);
    }

    /// <summary>Sends a whole request, and reads one answer; the connection stays open if the server leaves it so.</summary>
    public async Task<string> ExchangeAsync(string request)
    {
        await SendAsync(request);
        return await ReadAnswerAsync();
    }

    /// <summary>Reads one answer, or as much of it as there is.</summary>
    public async Task<string> ReadAnswerAsync()
    {
        using var all = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (!IsWhole(Encoding.Latin1.GetString(all.ToArray())) && await Stream.ReadAsync(buffer) is > 0 and var read)
        {
            all.Write(buffer, 0, read);
        }

        return Encoding.Latin1.GetString(all.ToArray());
    }

    private static bool IsWhole(string answer)
    {
        var head = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (head < 0)
        {
            return false;
        }

        const string Length = "\r\nContent-Length: ";
        var at = answer.IndexOf(Length, StringComparison.OrdinalIgnoreCase);
        return at >= 0 && at < head
            ? answer.Length - head - 4 >= int.Parse(answer.AsSpan(at + Length.Length, answer.IndexOf('\r', at + 2) - at - Length.Length), CultureInfo.InvariantCulture)
            : answer.EndsWith("0\r\n\r\n", StringComparison.Ordinal);
    }

    public void Dispose()
    {
        Stream.Dispose();
        _socket.Dispose();
    }
}
