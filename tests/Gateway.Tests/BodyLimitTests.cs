using System.Globalization;
using System.Text;
using Gateway.Tests.Harness;
using Gateway.Tests.Shared;

namespace Gateway.Tests;

/// <summary>No body is read beyond its limit or waited for beyond its time, however it is framed, and none that is refused is forwarded.</summary>
[Collection(RunsAlone.Name)]
public sealed class BodyLimitTests : GatewayTest
{
    private const int Limit = 64 * 1024;

    [Theory]
    [InlineData("/report-ghosting")]
    [InlineData("/plain/x")]
    public async Task GigabyteInChunks_IsRefusedAtTheLimitWithFlatMemory(string path)
    {
        Configuration.WithPassThroughRoute().Root["Routes"]!["plain"]!["Request"] = new System.Text.Json.Nodes.JsonObject { ["MaxBody"] = "64KiB" };
        var gateway = await StartGatewayAsync();
        using var client = await RawClient.ConnectAsync(gateway.DataAddress);
        var chunk = Encoding.ASCII.GetBytes($"{Limit:x}\r\n{new string(' ', Limit)}\r\n");
        await client.SendAsync($"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
        var before = GC.GetTotalAllocatedBytes(precise: true);

        var answer = client.Stream.ReadAsync(new byte[1]).AsTask();
        var sent = 0L;
        for (; sent < 1L << 30 && !answer.IsCompleted; sent += Limit)
        {
            await client.Stream.WriteAsync(chunk);
        }

        (await answer).ShouldBe(1, "the caller, who was still sending, met a reset instead of an answer");
        (await client.ReadToEndAsync()).ShouldStartWith("TTP/1.1 413 ");
        sent.ShouldBeLessThan(64L << 20, "the gateway read on long after the limit");
        (GC.GetTotalAllocatedBytes(precise: true) - before).ShouldBeLessThan(32L << 20);
        Upstream.Reports.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/report-ghosting", Limit, 400)]
    [InlineData("/report-ghosting", Limit + 1, 413)]
    public async Task Body_AtTheLimit_IsReadAndOneByteMoreIsNot(string path, int length, int status)
    {
        var gateway = await StartGatewayAsync();
        var body = new string('[', length);

        foreach (var request in new[]
        {
            $"POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}",
            $"POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{length:x}\r\n{body}\r\n0\r\n\r\n",
        })
        {
            var answer = await RawClient.ExchangeAsync(gateway.DataAddress, request);
            answer.ShouldStartWith(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} "));
        }

        Upstream.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task Body_ThatStalls_IsTimedOutAndNotForwarded()
    {
        var clock = new ManualTimeProvider();
        var gateway = await StartGatewayAsync(clock);
        using var client = await RawClient.ConnectAsync(gateway.DataAddress);
        await client.SendAsync("POST /report-ghosting HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"email\"");
        await Eventually.TrueAsync(() => clock.TimersDueWithin(TimeSpan.FromSeconds(30)) > 1, "the body is not being waited for");

        clock.Advance(TimeSpan.FromSeconds(31));

        (await client.ReadToEndAsync()).ShouldContain("request-timeout");
        Upstream.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task Body_ThatIsCutOff_IsNotForwarded()
    {
        var gateway = await StartGatewayAsync();
        using (var client = await RawClient.ConnectAsync(gateway.DataAddress))
        {
            await client.SendAsync("POST /report-ghosting HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"email\"");
            client.EndSending();
            var answer = await client.ReadToEndAsync();
            (answer.Length == 0 || answer.StartsWith("HTTP/1.1 400", StringComparison.Ordinal)).ShouldBeTrue(answer);
        }

        await Eventually.TrueAsync(() => gateway.Log.Lines.Any(static line => line.Contains("\"event\":1001", StringComparison.Ordinal)), "the request did not end");
        Upstream.Connections.ShouldBe(0);
    }
}
