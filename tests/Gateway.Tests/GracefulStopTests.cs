using System.Net.Sockets;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests;

/// <summary>The program as a process that is told to stop: what its exit code says, and that it has finished what was in flight.</summary>
public sealed class GracefulStopTests : GatewayTest
{
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    [InlineData("QUIT")]
    public async Task Signal_WithAReportInFlight_AnswersItAndExits0(string signal)
    {
        using var process = await StartAsync("""{ "Grace": "0s" }""");
        using var client = await SendHeldReportAsync(process);

        await process.SignalAsync(signal);
        _goOn.SetResult();

        var answer = await client.ReadToEndAsync();
        answer.ShouldStartWith("HTTP/1.1 200 ");
        answer.ShouldContain("late");
        (await process.ExitAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData("TERM", 143)]
    [InlineData("INT", 130)]
    public async Task SecondSignal_DuringTheGrace_EndsItWithTheCustomaryCode(string second, int code)
    {
        using var process = await StartAsync("""{ "Grace": "4m", "Timeout": "5m" }""");
        using var client = await SendHeldReportAsync(process);
        await process.SignalAsync("TERM");
        await UntilDrainingAsync(process);

        await process.SignalAsync(second);

        (await client.ReadToEndAsync()).ShouldBeEmpty();
        (await process.ExitAsync()).ShouldBe(code);
        process.Log.ShouldContain("Stopping at once: told again");
        process.Log.ShouldContain("Requests that were cut: 1");
    }

    [Fact]
    public async Task ThirdSignal_KillsWhatEvenTheSecondDidNotEnd()
    {
        using var process = await StartAsync("""{ "Grace": "4m", "Timeout": "5m" }""", readsLog: false);
        await FillLogAsync(process);
        await process.SignalAsync("TERM");
        await UntilDrainingAsync(process);

        await process.SignalAsync("INT");
        await UntilClosedAsync(process);
        await process.SignalAsync("TERM");

        (await process.ExitUnreadAsync()).ShouldBe(143);
    }

    [Fact]
    public async Task Timeout_WithAReportInFlight_CutsItAndExits3()
    {
        using var process = await StartAsync("""{ "Grace": "100ms", "Timeout": "1s" }""");
        using var client = await SendHeldReportAsync(process);

        await process.SignalAsync("TERM");

        (await client.ReadToEndAsync()).ShouldBeEmpty();
        (await process.ExitAsync()).ShouldBe(3);
        process.Log.ShouldContain("Stopping at once: timeout");
        process.Log.ShouldContain("Requests that were cut: 1");
        process.Log.ShouldContain("\"outcome\":\"aborted\"");
    }

    [Fact]
    public async Task Signal_WhileNobodyReadsTheLog_HasWrittenALineForEveryRequest()
    {
        using var process = await StartAsync("""{ "Grace": "0s" }""", readsLog: false);
        var requests = await FillLogAsync(process);

        await process.SignalAsync("HUP");
        await process.SignalAsync("TERM");

        (await process.ExitAsync()).ShouldBe(0);
        process.Log.Split('\n').Count(static line => line.Contains("\"event\":1001", StringComparison.Ordinal)).ShouldBe(requests);
    }

    private Task<GatewayProcess> StartAsync(string shutdown, bool readsLog = true)
    {
        Configuration.Root["Shutdown"] = JsonNode.Parse(shutdown);
        return GatewayProcess.StartAsync(Configuration, readsLog);
    }

    /// <summary>More than a pipe holds, a line for each request.</summary>
    private static async Task<int> FillLogAsync(GatewayProcess process)
    {
        const int Requests = 300;
        using var client = new HttpClient { BaseAddress = process.DataAddress };
        for (var i = 0; i < Requests; i++)
        {
            using var response = await client.GetAsync(new Uri("/nowhere", UriKind.Relative));
        }

        return Requests;
    }

    private async Task<RawClient> SendHeldReportAsync(GatewayProcess process)
    {
        Upstream.Answer = async context =>
        {
            _arrived.SetResult();
            await _goOn.Task;
            await context.Response.WriteAsync("late");
        };
        var client = await RawClient.ConnectAsync(process.DataAddress);
        await client.SendAsync($"POST /report-ghosting HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {GoodReport.Length}\r\n\r\n{GoodReport}");
        await _arrived.Task;
        return client;
    }

    private static async Task UntilDrainingAsync(GatewayProcess process)
    {
        using var client = new HttpClient();
        await Eventually.TrueAsync(
            async () =>
            {
                using var response = await client.GetAsync(new Uri(process.ManagementAddress, "/readyz"));
                return (int)response.StatusCode == 503;
            },
            "not ready");
    }

    private static async Task UntilClosedAsync(GatewayProcess process) => await Eventually.TrueAsync(
        async () =>
        {
            try
            {
                using var client = await RawClient.ConnectAsync(process.DataAddress);
                return false;
            }
            catch (SocketException)
            {
                return true;
            }
        },
        "the listener has closed");
}
