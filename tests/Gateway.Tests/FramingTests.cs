using Gateway.Tests.Harness;

namespace Gateway.Tests;

/// <summary>A request that two servers could read in two ways is refused, and nothing of it is forwarded.</summary>
public sealed class FramingTests : GatewayTest
{
    [Theory]
    [InlineData("POST /report-ghosting HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n")]
    [InlineData("POST /report-ghosting HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("POST /report-ghosting HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("POST /report-ghosting HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: identity\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("POST /report-ghosting HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("POST /report-ghosting HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}")]
    [InlineData("POST /report-ghosting HTTP/1.1\r\nHost: x\r\nX-Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("POST /report-ghosting HTTP/1.1\nHost: x\nContent-Length: 2\n\n{}")]
    [InlineData("POST /report-ghosting HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nA : b\r\n\r\n{}")]
    [InlineData("POST /report-ghosting HTTP/1.1\r\nHost: x\r\nContent-Length: +2\r\n\r\n{}")]
    [InlineData("POST /report-ghosting HTTP/1.1\r\nHost: x\r\nContent-Length: 111111111111111111111111111111\r\n\r\n{}")]
    [InlineData("POST /report-ghosting HTTP/1.1\r\nHost: x\r\nContent-Length: 002\r\n\r\n{}")]
    [InlineData("GET /plain/x HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("HEAD /plain/x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("TRACE /plain/x HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n")]
    public async Task Request_WithAmbiguousFraming_IsRefused(string request)
    {
        Configuration.WithPassThroughRoute();
        var gateway = await StartGatewayAsync();

        var answer = await RawClient.ExchangeAsync(gateway.DataAddress, request);

        answer.ShouldStartWith("HTTP/1.1 400 ");
        answer.ShouldContain("Connection: close");
        Upstream.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task UpgradeToAWebSocket_IsNotMade()
    {
        Configuration.WithPassThroughRoute();
        var gateway = await StartGatewayAsync();

        var answer = await RawClient.ExchangeAsync(
            gateway.DataAddress,
            "GET /plain/x HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");

        answer.ShouldStartWith("HTTP/1.1 200 ");
        Upstream.Reports.ShouldHaveSingleItem().Headers.Keys.ShouldNotContain("Upgrade");
    }
}
