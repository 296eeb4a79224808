using System.Net;
using Gateway.Configuration.Compiling;
using Gateway.Egress;
using Gateway.Egress.Tls;
using Gateway.Proxying;
using Gateway.Telemetry.Metrics;
using Gateway.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Tls;

/// <summary>Who makes the handshake is decided by where the connection goes, whatever has become of the message that it is made for.</summary>
public sealed class UpstreamConnectorTests : GatewayTest
{
    [Fact]
    public async Task Message_ThatIsOnItsWayToAPlainAddress_LeavesTheHandshakeOurs()
    {
        using var stranger = new TestAuthority("CN=Stranger");
        await using var evil = await ReportServer.StartAsync(stranger.Issue());
        Configuration.Upstream["Addresses"]![0] = evil.Address;
        using var handler = await ConnectingAsync(static message => message.RequestUri = new Uri("http://127.0.0.1:1/"));

        var failure = await Should.ThrowAsync<HttpRequestException>(SendAsync(handler, evil.Address));

        FindRefusal(failure).ShouldNotBeNull().Reason.ShouldStartWith("tls");
        evil.Reports.ShouldBeEmpty();
    }

    [Fact]
    public async Task Address_ThatTheUpstreamDoesNotHave_IsNotConnectedTo()
    {
        await using var other = await ReportServer.StartAsync(Authority.Issue());
        using var handler = await ConnectingAsync(static _ => { });

        var failure = await Should.ThrowAsync<HttpRequestException>(SendAsync(handler, other.Address));

        failure.InnerException.ShouldBeOfType<DestinationRefusedException>();
        other.Connections.ShouldBe(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Address_OfIPv6_IsConnectedTo(bool isSecure)
    {
        Assert.SkipUnless(System.Net.Sockets.Socket.OSSupportsIPv6, "this machine has no IPv6");
        await using var other = await ReportServer.StartAsync(isSecure ? Authority.Issue("::1") : null, at: IPAddress.IPv6Loopback);
        Configuration.Upstream["Addresses"]![0] = $"{(isSecure ? "https" : "http")}://[::1]:{other.Port}";
        Configuration.Upstream["AllowPlaintext"] = !isSecure;
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(GoodReport);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        other.Reports.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Body_ThatTakesItsTimeToArrive_IsNotCutByTheProxysOwnTimeout()
    {
        Configuration.Request["ReadTimeout"] = "5m";
        var gateway = await StartGatewayAsync();

        var cluster = gateway.Services.GetRequiredService<PlanConfigProvider>().GetConfig().Clusters.Single();

        cluster.HttpRequest!.ActivityTimeout!.Value.ShouldBeGreaterThan(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(30));
    }

    /// <summary>A client with the gateway's connector alone, and a hand in what happens to a message meanwhile.</summary>
    private async Task<SocketsHttpHandler> ConnectingAsync(Action<HttpRequestMessage> meanwhile)
    {
        var gateway = await StartGatewayAsync();
        var cluster = gateway.Services.GetRequiredService<PlanConfigProvider>().GetConfig().Clusters.Single();
        var upstream = cluster.Metadata.ShouldBeOfType<PlanMetadata<UpstreamPlan>>().Plan;
        var connector = new UpstreamConnector(
            upstream, gateway.Services.GetRequiredService<GatewayMeter>(), TimeProvider.System, NullLogger<UpstreamConnector>.Instance);
        return new SocketsHttpHandler
        {
            ConnectCallback = (context, cancellationToken) =>
            {
                meanwhile(context.InitialRequestMessage);
                return connector.ConnectAsync(context, cancellationToken);
            },
        };
    }

    private static async Task SendAsync(SocketsHttpHandler handler, string address)
    {
        using var client = new HttpMessageInvoker(handler, disposeHandler: false);
        using var message = new HttpRequestMessage(HttpMethod.Get, address);
        using var response = await client.SendAsync(message, TestContext.Current.CancellationToken);
    }

    private static PeerRefusedException? FindRefusal(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            if (failure is PeerRefusedException refusal)
            {
                return refusal;
            }
        }

        return null;
    }
}
