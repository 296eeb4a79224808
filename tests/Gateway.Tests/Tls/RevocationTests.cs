using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Gateway.Egress.Tls;
using Gateway.Tests.Harness;
using Gateway.Tests.Shared;

namespace Gateway.Tests.Tls;

/// <summary>With lists, a certificate is good when a current list of its issuer does not have it, and only then.</summary>
public sealed class RevocationTests : TlsTest
{
    private readonly TestAuthority _intermediate;
    private readonly X509Certificate2 _certificate;

    public RevocationTests()
    {
        _intermediate = new TestAuthority(new CertificateOrder { Subject = "CN=Intermediate", Key = RSA.Create(2048), Padding = RSASignaturePadding.Pkcs1 }, Authority);
        _certificate = _intermediate.Issue(new CertificateOrder());
    }

    [Theory]
    [InlineData("good", null)]
    [InlineData("revoked", PeerRefusal.Revoked)]
    [InlineData("revoked intermediate", PeerRefusal.Revoked)]
    [InlineData("no list for the certificate", PeerRefusal.RevocationUnknown)]
    [InlineData("no list for the intermediate", PeerRefusal.RevocationUnknown)]
    [InlineData("out of date", PeerRefusal.RevocationUnknown)]
    [InlineData("not valid yet", PeerRefusal.RevocationUnknown)]
    [InlineData("signed by a stranger", PeerRefusal.RevocationUnknown)]
    [InlineData("revoked, and out of date", PeerRefusal.Revoked)]
    public async Task List_OfAnIssuer_Decides(string kind, string? reason)
    {
        await using var server = new TlsServer(_certificate, _intermediate.Certificate);
        WriteLists(kind);

        if (reason is null)
        {
            await ShouldAcceptAsync(server.Address);
            return;
        }

        await ShouldRefuseAsync(server.Address, reason);
        server.Received.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("no list for the certificate", null)]
    [InlineData("out of date", null)]
    [InlineData("revoked", PeerRefusal.Revoked)]
    [InlineData("revoked, and out of date", PeerRefusal.Revoked)]
    public async Task List_WhenFailureAllows_RefusesOnlyWhatItHas(string kind, string? reason)
    {
        await using var server = new TlsServer(_certificate, _intermediate.Certificate);
        WriteLists(kind);
        Tls["RevocationFailure"] = "allow";

        await (reason is null ? ShouldAcceptAsync(server.Address) : ShouldRefuseAsync(server.Address, reason));
    }

    [Fact]
    public async Task List_Replaced_CountsWithoutARestart()
    {
        await using var server = new TlsServer(_certificate, _intermediate.Certificate);
        WriteLists("good");
        var clock = new ManualTimeProvider(TimeProvider.System.GetUtcNow());
        var gateway = await ShouldAcceptAsync(server.Address, clock);

        WriteLists("revoked");
        await Eventually.TrueAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromMilliseconds(250));
                return gateway.Log.Text.Contains("\"event\":3001", StringComparison.Ordinal);
            },
            "the list is read again");

        await ShouldRefuseAsync(gateway, PeerRefusal.Revoked);
    }

    [Fact]
    public async Task List_Expiry_IsAMetric()
    {
        WriteLists("good");
        var gateway = await StartGatewayAsync();

        (await Scrape.ReadAsync(gateway)).Find("gateway_certificate_expiry_seconds", ("certificate", "upstream/report-server/revocation-lists"))
            .ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromDays(6).TotalSeconds, TimeSpan.FromDays(7).TotalSeconds);
    }

    /// <summary>The framework asks no address that is not there; what it cannot find out is refused, unless the configuration allows it.</summary>
    [Theory]
    [InlineData("refuse", PeerRefusal.RevocationUnknown)]
    [InlineData("allow", null)]
    public async Task Online_OfACertificateWithoutAnAddress_IsAsTheConfigurationSays(string failure, string? reason)
    {
        await using var server = new TlsServer(Authority.Issue());
        Tls["Revocation"] = "online";
        Tls["RevocationFailure"] = failure;

        await (reason is null ? ShouldAcceptAsync(server.Address) : ShouldRefuseAsync(server.Address, reason));
    }

    /// <summary>As a process, with a home of its own: the runtime keeps the lists there that it has fetched.</summary>
    [Theory]
    [InlineData(false, "refuse")]
    [InlineData(true, "refuse")]
    [InlineData(true, "allow")]
    [Trait("Runs", "Program")]
    public async Task Online_ListAtTheAddressInTheCertificate_Decides(bool isRevoked, string failure)
    {
        byte[] list = [];
        await using var listServer = await ReportServer.StartAsync(certificate: null);
        listServer.Answer = context => context.Response.Body.WriteAsync(list).AsTask();
        var certificate = Authority.Issue(new CertificateOrder { RevocationListAddress = $"{listServer.Address}/list.crl" });
        list = isRevoked ? Authority.Revoke(null, null, certificate) : Authority.Revoke();
        await using var server = new TlsServer(certificate);
        Configuration.Upstream["Addresses"]![0] = server.Address;
        Tls["Revocation"] = "online";
        Tls["RevocationFailure"] = failure;
        Configuration.Environment["HOME"] = Directory.CreateDirectory(Configuration.PathOf("home")).FullName;
        await using var program = await RunningProgram.StartAsync(Configuration);

        using var response = await program.PostAsync(GoodReport);

        ((int)response.StatusCode).ShouldBe(isRevoked ? 502 : 200);
        await program.StopAsync();
        program.Lines.Any(static line => line.Contains($"\"reason\":\"{PeerRefusal.Revoked}\"", StringComparison.Ordinal)).ShouldBe(isRevoked);
        listServer.Reports.ShouldHaveSingleItem();
    }

    /// <summary>One list in DER, one in PEM.</summary>
    private void WriteLists(string kind)
    {
        TimeSpan? begin = kind switch { "not valid yet" => TimeSpan.FromHours(1), _ when kind.EndsWith("out of date", StringComparison.Ordinal) => TimeSpan.FromDays(-2), _ => null };
        TimeSpan? end = kind.EndsWith("out of date", StringComparison.Ordinal) ? TimeSpan.FromMinutes(-1) : null;
        var signer = kind == "signed by a stranger" ? new TestAuthority(new CertificateOrder { Subject = "CN=Intermediate", Key = RSA.Create(2048) }, Authority) : _intermediate;
        var ofIntermediate = signer.Revoke(begin, end, kind.StartsWith("revoked", StringComparison.Ordinal) && kind != "revoked intermediate" ? [_certificate] : []);
        var ofRoot = kind == "revoked intermediate" ? Authority.Revoke(null, null, _intermediate.Certificate) : Authority.Revoke();
        var files = new List<string>();
        if (kind != "no list for the certificate")
        {
            File.WriteAllBytes(Configuration.PathOf("intermediate.crl"), ofIntermediate);
            files.Add("intermediate.crl");
        }

        if (kind != "no list for the intermediate")
        {
            Configuration.WriteFile("root.crl.pem", PemEncoding.WriteString("X509 CRL", ofRoot));
            files.Add("root.crl.pem");
        }

        Tls["Revocation"] = "offline";
        Tls["RevocationLists"] = new JsonArray([.. files.Select(static file => JsonValue.Create(file))]);
    }
}
