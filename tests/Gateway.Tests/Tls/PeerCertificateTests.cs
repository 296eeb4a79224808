using System.Net;
using System.Security.Authentication;
using System.Text;
using Gateway.Egress.Tls;
using Gateway.Tests.Harness;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.Tests.Tls;

/// <summary>A report goes to nobody whose certificate does not prove that it is the receiver; why not is told in one word.</summary>
public sealed class PeerCertificateTests : TlsTest
{
    private const string EndsWithItsConnection = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nall of it";

    [Theory]
    [InlineData("expired", PeerRefusal.Expired)]
    [InlineData("expired intermediate", PeerRefusal.Expired)]
    [InlineData("not yet valid", PeerRefusal.NotYetValid)]
    [InlineData("wrong host", PeerRefusal.WrongHost)]
    [InlineData("wrong address", PeerRefusal.WrongHost)]
    [InlineData("wildcard of another domain", PeerRefusal.WrongHost)]
    [InlineData("common name only", PeerRefusal.NoSubjectAlternativeName)]
    [InlineData("self-signed", PeerRefusal.SelfSigned)]
    [InlineData("unknown root", PeerRefusal.UnknownAuthority)]
    [InlineData("unknown root of the same name", PeerRefusal.UnknownAuthority)]
    [InlineData("missing intermediate", PeerRefusal.IncompleteChain)]
    [InlineData("for clients", PeerRefusal.WrongUsage)]
    [InlineData("issued by a server certificate", PeerRefusal.WrongUsage)]
    [InlineData("name constraint", PeerRefusal.NameConstraint)]
    public async Task Certificate_WrongInOneWay_IsRefusedWithItsReason(string kind, string reason)
    {
        var (certificate, intermediates) = new CertificateZoo(Authority)[kind];
        await using var server = new TlsServer(certificate, intermediates);

        await ShouldRefuseAsync(server.Address, reason);

        server.Connections.ShouldBe(1);
        server.Received.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("RSA 1024", PeerRefusal.WeakKey)]
    [InlineData("RSA 1024 intermediate", PeerRefusal.WeakKey)]
    [InlineData("SHA-1", PeerRefusal.WeakSignature)]
    [InlineData("SHA-1 intermediate", PeerRefusal.WeakSignature)]
    public async Task Certificate_ThatCanBeForged_IsRefusedWithItsReason(string kind, string reason)
    {
        var (certificate, intermediates) = new CertificateZoo(Authority)[kind];
        await using var server = await OpenSslServer.StartAsync(Configuration, "-cipher ALL:@SECLEVEL=0", certificate, intermediates);

        await ShouldRefuseAsync(server.Address, reason);

        server.Output.ShouldNotContain("POST /v1");
    }

    [Theory]
    [InlineData("RSA 2048")]
    [InlineData("RSA 3072, PSS")]
    [InlineData("P-256")]
    [InlineData("P-384, SHA-384")]
    [InlineData("intermediate")]
    [InlineData("name constraint, permitted")]
    [InlineData("wildcard", "reports.example.com")]
    [InlineData("IP address", null, "127.0.0.1")]
    [InlineData("any use")]
    [InlineData("public authority")]
    public async Task Certificate_Good_IsAccepted(string kind, string? serverName = null, string host = "localhost")
    {
        var (certificate, intermediates) = new CertificateZoo(Authority)[kind];
        await using var server = new TlsServer(certificate, intermediates);
        if (serverName is not null)
        {
            Tls["ServerName"] = serverName;
        }

        await ShouldAcceptAsync(server.AddressOf(host));

        server.Received.ShouldStartWith("POST /v1/report HTTP/1.1\r\n");
    }

    /// <summary>An address of three bytes, a name that is not ASCII: the framework builds the chain, and fails at the names.</summary>
    [Theory]
    [InlineData("300587037F0000")]
    [InlineData("30048202E9E9")]
    public async Task Names_ThatCannotBeRead_AreRefused(string der)
    {
        await using var server = new TlsServer(Authority.Issue(new CertificateOrder { RawNames = Convert.FromHexString(der) }));

        await ShouldRefuseAsync(server.Address, PeerRefusal.Other);

        server.Received.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Version_Modern_IsSpoken(SslProtocols version)
    {
        await using var server = new TlsServer(Authority.Issue()) { Protocols = version };

        await ShouldAcceptAsync(server.Address);

        server.Spoken.ShouldBe(version);
    }

    [Fact]
    public async Task Http2_IsStillAgreedTo()
    {
        await using var server = await ReportServer.StartAsync(Authority.Issue(), HttpProtocols.Http2);

        await ShouldAcceptAsync(server.Address);

        server.Reports.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Version_BelowTheMinimum_IsRefused()
    {
        await using var server = new TlsServer(Authority.Issue()) { Protocols = SslProtocols.Tls12 };
        Tls["MinimumVersion"] = "1.3";

        await ShouldRefuseAsync(server.Address, PeerRefusal.Protocol);

        server.Received.ShouldBeEmpty();
    }

    /// <summary>The framework's server speaks none of these.</summary>
    [Theory]
    [InlineData("TLS 1.0", "-tls1 -cipher ALL:@SECLEVEL=0", true)]
    [InlineData("TLS 1.1", "-tls1_1 -cipher ALL:@SECLEVEL=0", true)]
    [InlineData("TLS 1.2, no encryption", "-tls1_2 -cipher eNULL:@SECLEVEL=0", true)]
    [InlineData("TLS 1.2, no certificate", "-tls1_2 -cipher aNULL:@SECLEVEL=0", false)]
    [InlineData("TLS 1.2, CBC", "-tls1_2 -cipher ECDHE-ECDSA-AES128-SHA256", true)]
    [InlineData("TLS 1.2, no forward secrecy", "-tls1_2 -cipher AES256-GCM-SHA384", true)]
    public async Task Suite_Weak_IsNotAgreedTo(string what, string arguments, bool hasCertificate)
    {
        var certificate = what.EndsWith("secrecy", StringComparison.Ordinal) ? new CertificateZoo(Authority)["RSA 2048"].Certificate : Authority.Issue();
        await using var server = await OpenSslServer.StartAsync(Configuration, arguments, hasCertificate ? certificate : null);

        // It is there to be had: else refusing it would prove nothing.
        var agreed = await ProcessRun.RunAsync("sh", "-c", $"echo | timeout 20 openssl s_client -connect 127.0.0.1:{server.Port} {arguments}");
        Assert.SkipUnless(agreed.Output.Contains("Cipher is ") && !agreed.Output.Contains("Cipher is (NONE)"), $"this OpenSSL does not serve {what}");
        await ShouldRefuseAsync(server.Address, PeerRefusal.Protocol);

        server.Output.ShouldNotContain("POST /v1");
    }

    [Fact]
    public async Task PlainHttp_BehindAnHttpsAddress_IsToldApart()
    {
        await using var plain = await ReportServer.StartAsync(certificate: null);

        await ShouldRefuseAsync(plain.Address.Replace("http:", "https:", StringComparison.Ordinal), PeerRefusal.NotTls);

        plain.Reports.ShouldBeEmpty();
        Encoding.Latin1.GetString(plain.RawBytes()).ShouldNotContain("POST /v1");
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf of it", SslProtocols.Tls13)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", SslProtocols.Tls13)]
    [InlineData(EndsWithItsConnection, SslProtocols.Tls12)]
    [InlineData(EndsWithItsConnection, SslProtocols.Tls13)]
    public async Task Answer_CutOffWithoutAGoodbye_IsNotPassedOnAsWhole(string answer, SslProtocols version)
    {
        await using var server = new TlsServer(Authority.Issue()) { Answer = answer, HangsUp = true, Protocols = version };
        Configuration.Upstream["Addresses"]![0] = server.Address;
        var gateway = await StartGatewayAsync();

        await Should.ThrowAsync<HttpRequestException>(async () =>
        {
            using var response = await gateway.PostAsync(GoodReport);
            await response.Content.ReadAsByteArrayAsync();
        });

        var line = string.Empty;
        await Eventually.TrueAsync(
            () => (line = gateway.Log.Lines.FirstOrDefault(static one => one.Contains("\"event\":1001"), "")).Length > 0, "the request ends");
        line.ShouldNotContain("\"outcome\":\"forwarded\"");
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Answer_ThatEndsWithItsConnection_IsWholeWithAGoodbye(SslProtocols version)
    {
        await using var server = new TlsServer(Authority.Issue()) { Answer = EndsWithItsConnection, Protocols = version };
        Configuration.Upstream["Addresses"]![0] = server.Address;
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(GoodReport);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync()).ShouldBe("all of it");
    }
}
