using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Gateway.Tests.Harness;

namespace Gateway.Tests;

/// <summary>A report goes to nobody who cannot prove to be its receiver.</summary>
public sealed class UpstreamTlsTests : GatewayTest
{
    [Theory]
    [InlineData("good")]
    public async Task Certificate_ThatIsGood_IsAccepted(string kind) => (await PostToAsync(Certificate(kind))).ShouldBe(HttpStatusCode.OK);

    [Theory]
    [InlineData("wrong host")]
    [InlineData("expired")]
    [InlineData("unknown authority")]
    public async Task Certificate_ThatProvesNothing_IsRefusedBeforeAnythingIsSent(string kind)
    {
        (await PostToAsync(Certificate(kind))).ShouldBe(HttpStatusCode.BadGateway, kind);
    }

    [Fact]
    public async Task PlainHttpServer_BehindAnHttpsAddress_IsRefused()
    {
        await using var plain = await ReportServer.StartAsync(certificate: null);
        Configuration.Upstream["Addresses"]![0] = plain.Address.Replace("http:", "https:", StringComparison.Ordinal);
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(GoodReport);

        await response.ShouldBeProblemAsync("upstream-unavailable", 502);
        plain.Reports.ShouldBeEmpty();
    }

    [Fact]
    public async Task Certificate_OfTheConfiguredServerName_IsAccepted()
    {
        await using var upstream = await ReportServer.StartAsync(Authority.Issue("reports.example.com"));
        Configuration.Upstream["Addresses"]![0] = upstream.Address;
        Configuration.Upstream["Tls"]!["ServerName"] = "reports.example.com";
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(GoodReport);

        response.EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task PrivateAddress_WithoutTheWaiver_IsNotConnectedTo()
    {
        Configuration.Upstream["AllowPrivateNetworks"] = false;
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(GoodReport);

        await response.ShouldBeProblemAsync("upstream-unavailable", 502);
        gateway.Log.Text.ShouldContain("destination-refused");
        Upstream.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task SystemAuthorities_DoNotKnowAnAuthorityOfOurOwn_AndRefuseIt()
    {
        Configuration.Upstream.Remove("Tls");
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(GoodReport);

        await response.ShouldBeProblemAsync("upstream-unavailable", 502);
        Upstream.Reports.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("1.2", SslProtocols.Tls12, true)]
    [InlineData("1.3", SslProtocols.Tls13, true)]
    [InlineData("1.3", SslProtocols.Tls12, false)]
    public async Task Version_BelowTheMinimum_IsRefused(string minimum, SslProtocols spoken, bool accepted)
    {
        await using var upstream = new RawUpstream(Authority.Issue(), protocols: spoken);
        Configuration.Upstream["Tls"]!["MinimumVersion"] = minimum;

        await ShouldBeAcceptedAsync(upstream, accepted);
    }

    [Theory]
    [InlineData("1.3.6.1.5.5.7.3.1", true)]
    [InlineData("1.3.6.1.5.5.7.3.2", false)]
    public async Task Certificate_ForAnotherUse_IsRefused(string usage, bool accepted)
    {
        await using var upstream = new RawUpstream(Authority.Issue(usage: usage));

        await ShouldBeAcceptedAsync(upstream, accepted);
    }

    private async Task ShouldBeAcceptedAsync(RawUpstream upstream, bool accepted)
    {
        Configuration.Upstream["Addresses"]![0] = upstream.Address;
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(GoodReport);

        response.StatusCode.ShouldBe(accepted ? HttpStatusCode.OK : HttpStatusCode.BadGateway);
        upstream.Requests.ShouldBe(accepted ? 1 : 0);
    }

    private X509Certificate2 Certificate(string kind)
    {
        using var stranger = new TestAuthority("CN=Stranger");
        return kind switch
        {
            "wrong host" => Authority.Issue("elsewhere.example.com"),
            "expired" => Authority.Issue(endsAfter: TimeSpan.FromMinutes(-30)),
            "unknown authority" => stranger.Issue(),
            _ => Authority.Issue(),
        };
    }

    private async Task<HttpStatusCode> PostToAsync(X509Certificate2 certificate)
    {
        await using var upstream = await ReportServer.StartAsync(certificate);
        Configuration.Upstream["Addresses"]![0] = upstream.Address;
        var gateway = await StartGatewayAsync();
        using var response = await gateway.PostAsync(GoodReport);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            await response.ShouldBeProblemAsync("upstream-unavailable", 502);
            gateway.Log.Text.ShouldContain("\"reason\":\"tls-");
            upstream.Reports.ShouldBeEmpty();
            upstream.RawBytes().ShouldBeEmpty();
        }

        return response.StatusCode;
    }
}
