using System.Net;
using System.Text.Json;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Egress;

/// <summary>The log's line of a request says how much of a report left, and of what did not leave nothing.</summary>
public sealed class SentBytesTests : FaultTest
{
    [Fact]
    public async Task Report_ThatArrived_CountsWhole()
    {
        var gateway = await StartGatewayAsync();

        using var response = await RequestKind.Keyed.SendAsync(gateway.Client);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ReadLineAsync(gateway)).ShouldBe((1, Receiver.Reports.ShouldHaveSingleItem().Body.Length));
    }

    [Fact]
    public async Task Report_ThatWasNotAnswered_CountsToo()
    {
        Proxy.DoOnce(Faults.At("reset, request forwarded", TimeProvider.System));
        Keyed.Remove("Retry");
        var gateway = await StartGatewayAsync();

        using var response = await RequestKind.Keyed.SendAsync(gateway.Client);

        await response.ShouldBeProblemAsync("upstream-failed", 502);
        (await ReadLineAsync(gateway)).ShouldBe((1, Receiver.Reports.ShouldHaveSingleItem().Body.Length));
    }

    [Fact]
    public async Task Report_ThatFoundNoConnection_CountsItsAttemptsAndNoBytes()
    {
        using var dead = DeadPort.Refusing();
        Keyed["Addresses"]![0] = dead.Address;
        var gateway = await StartGatewayAsync();

        using var response = await RequestKind.Keyed.SendAsync(gateway.Client);

        await response.ShouldBeProblemAsync("upstream-unavailable", 502);
        (await ReadLineAsync(gateway)).ShouldBe((3, 0));
    }

    private static async Task<(int Attempts, int SentBytes)> ReadLineAsync(RunningGateway gateway)
    {
        var line = string.Empty;
        await Eventually.TrueAsync(
            () => (line = gateway.Log.Lines.FirstOrDefault(static one => one.Contains("\"event\":1001"), string.Empty)).Length > 0, "the request ends");
        using var document = JsonDocument.Parse(line);
        return (document.RootElement.GetProperty("attempts").GetInt32(), document.RootElement.GetProperty("sentBytes").GetInt32());
    }
}
