using System.Net.Sockets;
using System.Text;

namespace Gateway.Tests.Harness;

/// <summary>One request that a <see cref="FaultProxy"/> got, or a connection on which there was none yet, and everything that can be done to it.</summary>
public sealed class FaultExchange(FaultProxy proxy, Socket client, byte[] request, CancellationToken stop)
{
    /// <summary>The request, letter by letter; empty at a connection.</summary>
    public string Request => Encoding.Latin1.GetString(request);

    /// <summary>Whether the receiver's answers leave the connection open.</summary>
    public bool IsReusable => proxy.KeepsAlive;

    /// <summary>Forwards the request and passes the answer.</summary>
    public async Task<bool> PassAsync()
    {
        await SendAsync(await ForwardAsync());
        return IsReusable;
    }

    /// <summary>Forwards the request.</summary>
    /// <returns>The whole answer, head and body.</returns>
    public Task<byte[]> ForwardAsync() => proxy.ForwardAsync(request, stop);

    /// <summary>Answers in the receiver's place.</summary>
    public async Task<bool> AnswerAsync(string answer, bool isReusable = true)
    {
        await SendAsync(Encoding.Latin1.GetBytes(answer));
        return isReusable;
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await client.SendAsync(bytes, SocketFlags.None, stop)..];
        }
    }

    /// <summary>Sends byte by byte, each in a packet of its own.</summary>
    public async Task DripAsync(ReadOnlyMemory<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            await SendAsync(bytes.Slice(i, 1));
        }
    }

    /// <summary>Ends the connection by a reset.</summary>
    public Task<bool> ResetAsync()
    {
        client.LingerState = new LingerOption(true, 0);
        client.Close();
        return Task.FromResult(false);
    }

    /// <summary>Waits until something came that nobody reads.</summary>
    public async Task AwaitBytesAsync() => await client.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, stop);

    /// <summary>Does nothing more until the other side has given up.</summary>
    public async Task<bool> StallAsync()
    {
        proxy.Stalled();
        try
        {
            var rest = new byte[4096];
            while (await client.ReceiveAsync(rest, SocketFlags.None, stop) > 0)
            {
                // A body that is still coming is not an end.
            }
        }
        catch (SocketException)
        {
            // A reset is one.
        }

        proxy.GivenUp();
        return false;
    }

    /// <summary>Where the head of <paramref name="answer"/> ends.</summary>
    public static int HeadLength(byte[] answer) => answer.AsSpan().IndexOf("\r\n\r\n"u8) + 4;
}
