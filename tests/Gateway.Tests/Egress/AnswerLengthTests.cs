using Gateway.Tests.Harness;

namespace Gateway.Tests.Egress;

/// <summary>Where an answer's length cannot be read, nobody knows where it ends (RFC 9112 section 6.3): it is no answer, whatever its status.</summary>
public sealed class AnswerLengthTests : FaultTest
{
    [Theory]
    [InlineData("Content-Length: abc")]
    [InlineData("Content-Length: -1")]
    [InlineData("Content-Length: +5")]
    [InlineData("Content-Length: 0x5")]
    [InlineData("Content-Length: 5, 6")]
    [InlineData("Content-Length: 5\r\nContent-Length: 6")]
    [InlineData("Content-Length: 5\r\nContent-Length: abc")]
    [InlineData("Content-Length: 5\r\nContent-Length: 5")]
    [InlineData("Content-Length: 99999999999999999999")]
    [InlineData("Content-Length:")]
    [InlineData("Content-Length: abc\r\nTransfer-Encoding: chunked")]
    public async Task Length_ThatCannotBeRead_IsAFailedAttempt(string field)
    {
        Proxy.Choose = request => request is null ? null : new Fault(exchange => exchange.AnswerAsync($"HTTP/1.1 200 OK\r\n{field}\r\n\r\n5\r\nwhole\r\n0\r\n\r\n", isReusable: false));
        var gateway = await StartGatewayAsync();

        using var response = await RequestKind.Keyed.SendAsync(gateway.Client);

        await response.ShouldBeProblemAsync("upstream-failed", 502);
        (await CountAttemptsAsync(gateway, "keyed")).ShouldBe(new Dictionary<string, double> { ["invalid-response"] = 1 });
        gateway.Log.Text.ShouldContain("\"code\":\"upstream-failed\",\"reason\":\"invalid-response\"");
        Proxy.Received.ShouldBe(1);
    }
}
