using System.Net;
using System.Text;
using Gateway.Tests.Harness;

namespace Gateway.Tests;

/// <summary>A route that does nothing to bodies streams them, in both directions, and still decides what leaves besides them.</summary>
public sealed class PassThroughTests : GatewayTest
{
    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task RequestWithoutABody_Passes(string method)
    {
        Configuration.WithPassThroughRoute();
        var gateway = await StartGatewayAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), "/plain/x?a=b%20c");

        using var response = await gateway.Client.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var report = Upstream.Reports.ShouldHaveSingleItem();
        report.Method.ShouldBe(method);
        report.Target.ShouldBe("/plain/x?a=b%20c");
        report.Headers.Keys.ShouldNotContain("X-Forwarded-For");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_OfAnyContent_ArrivesUnchanged(bool chunked)
    {
        Configuration.WithPassThroughRoute();
        var gateway = await StartGatewayAsync();
        var body = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("not { json \0 ", 10_000)));
        using var content = new ByteArrayContent(body);
        using var request = new HttpRequestMessage(HttpMethod.Put, "/plain/x") { Content = content };
        request.Headers.TransferEncodingChunked = chunked;

        using var response = await gateway.Client.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        Upstream.Reports.ShouldHaveSingleItem().Body.ShouldBe(body);
    }

    [Fact]
    public async Task Body_IsForwardedWhileItStillArrives()
    {
        Configuration.WithPassThroughRoute();
        var gateway = await StartGatewayAsync();
        using var client = await RawClient.ConnectAsync(gateway.DataAddress);

        var half = new string('h', 64 * 1024);
        await client.SendAsync($"POST /plain/x HTTP/1.1\r\nHost: x\r\nContent-Length: {2 * half.Length}\r\n\r\n{half}");
        await Eventually.TrueAsync(() => Upstream.RawBytes().Length > half.Length / 2, "the first half was held back");
        await client.SendAsync(half);

        await Eventually.TrueAsync(() => Upstream.Reports.Count == 1, "the report did not arrive");
        Upstream.Reports.Single().BodyText.ShouldBe(half + half);
    }

    [Fact]
    public async Task Body_LargerThanTheRouteAllows_IsRefused()
    {
        Configuration.WithPassThroughRoute().Root["Routes"]!["plain"]!["Request"] = new System.Text.Json.Nodes.JsonObject { ["MaxBody"] = "1KiB" };
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(new byte[1025], "/plain/x");

        await response.ShouldBeProblemAsync("body-too-large", 413);
        Upstream.Connections.ShouldBe(0);
    }
}
