using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Gateway.Egress.Tls;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Tls;

/// <summary>A chain without a pinned key is refused, whoever has signed it; one with a backup key is not.</summary>
public sealed class PinTests : TlsTest
{
    private const string Mismatches = "gateway_upstream_pin_mismatches_total";

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Pin_OfAnyCertificateOfTheChain_Matches(int position)
    {
        var (certificate, intermediates) = new CertificateZoo(Authority)["intermediate"];
        await using var server = new TlsServer(certificate, intermediates);
        X509Certificate2[] chain = [certificate, .. intermediates, Authority.Certificate];
        Pin(chain[position], Authority.Issue());

        await ShouldAcceptAsync(server.Address);
    }

    [Fact]
    public async Task Pin_OfAnotherKey_RefusesAGoodCertificate()
    {
        await using var server = new TlsServer(Authority.Issue());
        Pin(Authority.Issue(), Authority.Issue());

        await ShouldRefuseAsync(server.Address, PeerRefusal.PinMismatch);

        server.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task Pin_OfTheRightKey_DoesNotExcuseAWrongCertificate()
    {
        var certificate = new CertificateZoo(Authority)["wrong host"].Certificate;
        await using var server = new TlsServer(certificate);
        Pin(certificate, Authority.Issue());

        await ShouldRefuseAsync(server.Address, PeerRefusal.WrongHost);
    }

    [Fact]
    public async Task Pin_AfterTheServerChangedToTheBackupKey_StillMatches()
    {
        var first = Authority.Issue();
        var backup = Authority.Issue();
        await using var server = new TlsServer(first);
        Pin(first, backup);
        var gateway = await ShouldAcceptAsync(server.Address);

        server.Identity = System.Net.Security.SslStreamCertificateContext.Create(backup, [], offline: true);
        await ShouldAcceptAsync(gateway);
        server.Identity = System.Net.Security.SslStreamCertificateContext.Create(Authority.Issue(), [], offline: true);
        await ShouldRefuseAsync(gateway, PeerRefusal.PinMismatch);
    }

    [Fact]
    public async Task Pin_InReportMode_IsCountedAndLoggedAndRefusesNothing()
    {
        await using var server = new TlsServer(Authority.Issue());
        Pin(Authority.Issue(), Authority.Issue());
        Tls["PinMode"] = "report";

        Configuration.Upstream["Addresses"]![0] = server.Address;
        var gateway = await StartGatewayAsync();
        (await Scrape.ReadAsync(gateway)).Find(Mismatches, ("upstream", "report-server")).ShouldBe(0);
        await ShouldAcceptAsync(gateway);

        (await Scrape.ReadAsync(gateway)).Find(Mismatches, ("upstream", "report-server")).ShouldBe(1);
        gateway.Log.Lines.ShouldContain(static line => line.Contains("\"event\":2101"));
    }

    [Fact]
    public async Task Pin_InReportMode_DoesNotExcuseAWrongCertificate()
    {
        await using var server = new TlsServer(new CertificateZoo(Authority)["expired"].Certificate);
        Pin(Authority.Issue(), Authority.Issue());
        Tls["PinMode"] = "report";

        await ShouldRefuseAsync(server.Address, PeerRefusal.Expired);
    }

    /// <summary>As other software computes it: the hash of the whole SubjectPublicKeyInfo.</summary>
    private static string PinOf(X509Certificate2 certificate) =>
        $"sha256/{Convert.ToBase64String(SHA256.HashData(certificate.GetECDsaPublicKey()!.ExportSubjectPublicKeyInfo()))}";

    private void Pin(params X509Certificate2[] certificates) => Tls["Pins"] = new JsonArray([.. certificates.Select(static one => JsonValue.Create(PinOf(one)))]);
}
