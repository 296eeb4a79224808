using System.Net;
using Gateway.Tests.Harness;
using Gateway.Transforms.Secrets;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests;

/// <summary>The probes answer on their own listener, which never proxies, and no header can make one listener pass for the other.</summary>
public sealed class ManagementTests : GatewayTest
{
    [Theory]
    [InlineData("/livez")]
    [InlineData("/readyz")]
    public async Task Probe_OfAGatewayThatServes_IsOk(string path)
    {
        var gateway = await StartGatewayAsync();

        using var response = await gateway.Client.GetAsync(new Uri(gateway.ManagementAddress, path));

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task ManagementListener_GivenAReport_DoesNotProxy()
    {
        var gateway = await StartGatewayAsync();

        var answer = await RawClient.ExchangeAsync(
            gateway.ManagementAddress,
            $"POST /report-ghosting HTTP/1.1\r\nHost: {gateway.DataAddress.Authority}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {GoodReport.Length}\r\n\r\n{GoodReport}");

        answer.ShouldStartWith("HTTP/1.1 404");
        Upstream.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task DataListener_AskedForProbesWithTheOthersHost_DoesNotAnswerThem()
    {
        var gateway = await StartGatewayAsync();

        var answer = await RawClient.ExchangeAsync(
            gateway.DataAddress, $"GET /readyz HTTP/1.1\r\nHost: {gateway.ManagementAddress.Authority}\r\nConnection: close\r\n\r\n");

        answer.ShouldStartWith("HTTP/1.1 404");
        answer.ShouldContain("route-not-found");
    }

    [Fact]
    public async Task Readiness_WithASecretGone_IsNotGiven()
    {
        var gateway = await StartGatewayAsync();
        gateway.Services.GetRequiredService<SecretStore>().Dispose();

        using var response = await gateway.Client.GetAsync(new Uri(gateway.ManagementAddress, "/readyz"));

        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }
}
