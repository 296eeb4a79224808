using System.Security.Cryptography;
using Gateway.Egress.Tls;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Tls;

/// <summary><c>check --connect</c> meets a receiver as a report would, and says what it met.</summary>
[Trait("Runs", "Program")]
public sealed class ConnectionCheckTests : TlsTest
{
    [Fact]
    public async Task Check_WithAGoodReceiver_PrintsWhatItProvedAndExits0()
    {
        var (certificate, intermediates) = new CertificateZoo(Authority)["intermediate"];
        await using var server = new TlsServer(certificate, intermediates);

        var run = await CheckAsync(server.Address);

        run.ExitCode.ShouldBe(0, run.Output);
        run.Output.ShouldContain("accepted: TLS 1.3, TLS_AES_256_GCM_SHA384");
        foreach (var one in intermediates.Prepend(certificate).Append(Authority.Certificate))
        {
            run.Output.ShouldContain($"certificate {one.Subject}\n");
            run.Output.ShouldContain($"issuer    {one.Issuer}\n");
            run.Output.ShouldContain($"to {one.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm}Z\n");
            run.Output.ShouldContain(SpkiPin.Of(one).Text);
        }

        server.Received.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("-tls1_2")]
    [InlineData("-tls1_3")]
    public async Task Check_WithAKeyForPssAlone_Accepts(string version)
    {
        using var key = RSA.Create(2048);
        using var certificate = Authority.Certify(PssKey.PublicOf(key));
        await using var server = await OpenSslServer.StartAsync(Configuration, version, certificate, PssKey.PemOf(key));

        var run = await CheckAsync(server.Address);

        run.ExitCode.ShouldBe(0, run.Output + server.Output);
    }

    [Theory]
    [InlineData("expired", PeerRefusal.Expired)]
    [InlineData("missing intermediate", PeerRefusal.IncompleteChain)]
    public async Task Check_WithAWrongReceiver_SaysWhyAndExits1(string kind, string reason)
    {
        var (certificate, intermediates) = new CertificateZoo(Authority)[kind];
        await using var server = new TlsServer(certificate, intermediates);

        var run = await CheckAsync(server.Address);

        run.ExitCode.ShouldBe(1, run.Output);
        run.Output.ShouldContain($"refused: {reason}\n");
        run.Output.ShouldContain($"certificate {certificate.Subject}\n");
    }

    [Fact]
    public async Task Check_WhenOurCertificateIsWanted_HearsIt()
    {
        await using var server = await OpenSslServer.StartAsync(Configuration, "-tls1_3 -Verify 2", Authority.Issue());

        var run = await CheckAsync(server.Address);

        run.ExitCode.ShouldBe(1, run.Output);
        run.Output.ShouldContain($"refused: {PeerRefusal.ClientCertificateDemanded}\n");
    }

    [Fact]
    public async Task Check_OfAPrivateAddress_IsRefusedLikeAReport()
    {
        Configuration.Upstream["AllowPrivateNetworks"] = false;

        var run = await CheckAsync(Upstream.Address);

        run.ExitCode.ShouldBe(1, run.Output);
        run.Output.ShouldContain("refused: destination-refused\n");
        Upstream.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task Check_OfASilentServer_EndsAfterTheTimeout()
    {
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        Configuration.Upstream["Timeout"] = "200ms";

        var run = await CheckAsync($"https://localhost:{((System.Net.IPEndPoint)silent.LocalEndpoint).Port}");

        run.ExitCode.ShouldBe(1, run.Output);
        run.Output.ShouldContain("refused: timeout\n");
    }

    [Fact]
    public async Task Check_OfNobody_SaysSo()
    {
        var run = await CheckAsync("https://127.0.0.1:1");

        run.ExitCode.ShouldBe(1, run.Output);
        run.Output.ShouldContain("refused: connect\n");
    }

    private async Task<ProcessRun> CheckAsync(string address)
    {
        Configuration.Upstream["Addresses"]![0] = address;
        Configuration.Save();
        return await ProcessRun.GatewayAsync("check", "--connect", "--config", Configuration.FilePath);
    }
}
