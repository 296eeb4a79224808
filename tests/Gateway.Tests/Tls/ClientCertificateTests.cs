using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Gateway.Egress.Tls;
using Gateway.Tests.Harness;
using Gateway.Tests.Shared;

namespace Gateway.Tests.Tls;

/// <summary>Mutual TLS: the receiver knows us by our certificate, which is replaced without a restart.</summary>
public sealed class ClientCertificateTests : TlsTest
{
    private const string Expiry = "gateway_certificate_expiry_seconds";

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Certificate_OfOurs_IsShown(SslProtocols version)
    {
        await using var server = new TlsServer(Authority.Issue()) { DemandsCertificate = true, Protocols = version };
        var ours = Show(Ours());

        await ShouldAcceptAsync(server.Address);

        server.ClientThumbprint.ShouldBe(ours.Thumbprint);
    }

    [Theory]
    [InlineData("-tls1_2")]
    [InlineData("-tls1_3")]
    public async Task Certificate_DemandedAndNotConfigured_IsTold(string version)
    {
        await using var server = await OpenSslServer.StartAsync(Configuration, $"{version} -Verify 2", Authority.Issue());

        await ShouldRefuseAsync(server.Address, PeerRefusal.ClientCertificateDemanded);

        server.Output.ShouldNotContain("POST /v1");
    }

    [Fact]
    public async Task Certificate_Replaced_IsShownWithoutARestart()
    {
        await using var server = new TlsServer(Authority.Issue()) { DemandsCertificate = true };
        Show(Ours());
        var clock = new ManualTimeProvider(TimeProvider.System.GetUtcNow());
        var gateway = await ShouldAcceptAsync(server.Address, clock);

        var next = Show(Ours());

        await Eventually.TrueAsync(
            async () =>
            {
                clock.Advance(TimeSpan.FromMilliseconds(250));
                await ShouldAcceptAsync(gateway);
                return server.ClientThumbprint == next.Thumbprint;
            },
            "the new certificate is shown");
    }

    [Fact]
    public async Task Certificate_ReplacedWithoutItsKey_IsNotTaken()
    {
        await using var server = new TlsServer(Authority.Issue()) { DemandsCertificate = true };
        var first = Show(Ours());
        var clock = new ManualTimeProvider(TimeProvider.System.GetUtcNow());
        Configuration.Upstream["Addresses"]![0] = server.Address;
        var gateway = await StartGatewayAsync(clock);

        Configuration.WriteFile("client.pem", Ours().ExportCertificatePem());
        await Eventually.TrueAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromMilliseconds(250));
                return gateway.Log.Text.Contains("\"event\":3002", StringComparison.Ordinal);
            },
            "the reload is refused");
        await ShouldAcceptAsync(gateway);

        server.ClientThumbprint.ShouldBe(first.Thumbprint);
    }

    [Fact]
    public async Task Certificate_Expiry_IsAMetric()
    {
        var ours = Show(Ours());
        var clock = new ManualTimeProvider(new DateTimeOffset(ours.NotAfter.ToUniversalTime()) - TimeSpan.FromMinutes(10));
        var gateway = await StartGatewayAsync(clock);

        (await Scrape.ReadAsync(gateway)).Find(Expiry, ("certificate", "upstream/report-server/client")).ShouldBe(600);
    }

    private X509Certificate2 Ours() => Authority.Issue(new CertificateOrder { Subject = "CN=gateway", Names = [], Usage = CertificateOrder.ClientUsage });

    private X509Certificate2 Show(X509Certificate2 certificate)
    {
        Configuration.WriteFile("client.key", TestAuthority.KeyPemOf(certificate));
        Configuration.WriteFile("client.pem", certificate.ExportCertificatePem());
        Tls["ClientCertificate"] = new JsonObject { ["Certificate"] = "client.pem", ["Key"] = "client.key" };
        return certificate;
    }
}
