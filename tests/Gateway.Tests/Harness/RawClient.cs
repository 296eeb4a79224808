using System.Net.Sockets;
using System.Text;

namespace Gateway.Tests.Harness;

/// <summary>A bare socket, for requests that no client library would send.</summary>
public sealed class RawClient : IDisposable
{
    private readonly TcpClient _client = new();

    private RawClient()
    {
    }

    public NetworkStream Stream => _client.GetStream();

    public static async Task<RawClient> ConnectAsync(Uri address)
    {
        var client = new RawClient();
        await client._client.ConnectAsync(address.Host, address.Port);
        return client;
    }

    public Task SendAsync(string text) => Stream.WriteAsync(Encoding.Latin1.GetBytes(text)).AsTask();

    /// <summary>Says that nothing more will be sent.</summary>
    public void EndSending() => _client.Client.Shutdown(SocketShutdown.Send);

    /// <summary>Reads until the server closes the connection.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var all = new MemoryStream();
        try
        {
            await Stream.CopyToAsync(all);
        }
        catch (IOException)
        {
            // A reset ends the connection as well.
        }

        return Encoding.Latin1.GetString(all.ToArray());
    }

    /// <summary>Sends a whole request and reads all that comes back.</summary>
    public static async Task<string> ExchangeAsync(Uri address, string request)
    {
        using var client = await ConnectAsync(address);
        await client.SendAsync(request);
        client.EndSending();
        return await client.ReadToEndAsync();
    }

    public void Dispose() => _client.Dispose();
}
