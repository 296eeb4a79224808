using System.Security.Cryptography;
using Gateway.Tests.Harness;
using Gateway.Tests.Shared;

namespace Gateway.Tests.Configuration;

/// <summary>The files of <c>Upstreams.*.Tls</c> are judged at the start, each mistake at the key that names the file.</summary>
public sealed class TlsFilesTests : IDisposable
{
    private const string ClientCertificate = """{ "Addresses": ["https://a.example"], "Tls": { "ClientCertificate": { "Certificate": "c.pem", "Key": "c.key" } } }""";

    private const string Lists = """{ "Addresses": ["https://a.example"], "Tls": { "Revocation": "offline", "RevocationLists": [»"a.crl"] } }""";

    private readonly TestAuthority _authority = new();

    [Fact]
    public async Task ClientCertificate_Good_IsWatchedWithItsKey()
    {
        using var bench = new ConfigurationBench();
        WriteIdentity(bench, new CertificateOrder { Usage = CertificateOrder.ClientUsage });

        var result = await bench.LoadAsync(SampleText.WithUpstream(ClientCertificate));

        result.Problems.ShouldNotContain(static problem => problem.Path.StartsWith("Upstreams", StringComparison.Ordinal));
        var watched = result.Files.Select(static file => file.Path).ToList();
        watched.ShouldContain(bench.PathOf("c.pem"));
        watched.ShouldContain(bench.PathOf("c.key"));
    }

    [Theory]
    [InlineData("a key of another certificate", "Key", "does not hold the certificate's private key")]
    [InlineData("an encrypted key", "Key", "does not hold the certificate's private key")]
    [InlineData("no key", "Key", "c.key does not exist")]
    [InlineData("nonsense for a key", "Key", "does not hold the certificate's private key")]
    [InlineData("no certificate", "Certificate", "c.pem does not exist")]
    [InlineData("nonsense for a certificate", "Certificate", "holds no certificate; PEM is expected")]
    [InlineData("expired", "Certificate", "has expired on")]
    public async Task ClientCertificate_Mistake_IsRefused(string kind, string key, string message)
    {
        using var bench = new ConfigurationBench();
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        WriteIdentity(bench, new CertificateOrder { Usage = CertificateOrder.ClientUsage, End = kind == "expired" ? TimeSpan.FromMinutes(-1) : TimeSpan.FromDays(60) });
        switch (kind)
        {
            case "a key of another certificate":
                bench.Write("c.key", other.ExportPkcs8PrivateKeyPem());
                break;
            case "an encrypted key":
                bench.Write("c.key", other.ExportEncryptedPkcs8PrivateKeyPem("password", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)));
                break;
            case "nonsense for a key":
                bench.Write("c.key", "nonsense");
                break;
            case "nonsense for a certificate":
                bench.Write("c.pem", "nonsense");
                break;
            case "no key":
                File.Delete(bench.PathOf("c.key"));
                break;
            case "no certificate":
                File.Delete(bench.PathOf("c.pem"));
                break;
        }

        var marked = ClientCertificate.Replace($"\"{key}\": ", $"\"{key}\": »", StringComparison.Ordinal);
        await bench.ShouldRefuseAsync(SampleText.WithUpstream(marked), $"Upstreams.up.Tls.ClientCertificate.{key}", message);
    }

    [Fact]
    public async Task ClientCertificate_ForServers_IsAWarning()
    {
        using var bench = new ConfigurationBench();
        WriteIdentity(bench, new CertificateOrder());

        var result = await bench.LoadAsync(SampleText.WithUpstream(ClientCertificate));

        ConfigurationBench.Errors(result).ShouldBeEmpty();
        ConfigurationBench.Warnings(result).ShouldContain(static warning => warning.Message.Contains("is not for client authentication"));
    }

    [Fact]
    public async Task Pins_WithoutABackup_AreAWarning()
    {
        using var bench = new ConfigurationBench();
        const string One = "sha256/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
        const string Two = "sha256/x4QzPSC810K5/cMjb05Qm4k3Bw5zBn4lTdO/nEW/Td4=";

        var one = await bench.LoadAsync(SampleText.WithUpstream($$"""{ "Addresses": ["https://a.example"], "Tls": { "Pins": ["{{One}}"] } }"""));
        var two = await bench.LoadAsync(SampleText.WithUpstream($$"""{ "Addresses": ["https://a.example"], "Tls": { "Pins": ["{{One}}", "{{Two}}"] } }"""));

        ConfigurationBench.Errors(one).ShouldBeEmpty();
        ConfigurationBench.Warnings(one).ShouldContain(static warning => warning.Path == "Upstreams.up.Tls.Pins" && warning.Message.Contains("no backup pin"));
        two.Problems.ShouldNotContain(static problem => problem.Path.Contains("Pins"));
    }

    [Fact]
    public async Task Authorities_WithAWeakKey_AreRefused()
    {
        using var bench = new ConfigurationBench();
        using var weak = new TestAuthority(new CertificateOrder { Subject = "CN=Weak", Key = RSA.Create(1024) }, issuer: null);
        bench.Write("ca.pem", weak.Pem);

        await bench.ShouldRefuseAsync(
            SampleText.WithUpstream("""{ "Addresses": ["https://a.example"], "Tls": { "Authorities": »"ca.pem" } }"""), "Upstreams.up.Tls.Authorities", "certificate CN=Weak has a key that is too weak");
    }

    [Theory]
    [InlineData("absent", "a.crl does not exist")]
    [InlineData("text", "holds no revocation list; PEM")]
    [InlineData("broken", "holds a revocation list that cannot be read")]
    [InlineData("cut", "holds a revocation list that cannot be read")]
    [InlineData("something after it", "holds a revocation list that cannot be read")]
    public async Task RevocationList_ThatCannotBeRead_IsRefused(string kind, string message)
    {
        using var bench = new ConfigurationBench();
        var list = _authority.Revoke();
        byte[]? bytes = kind switch
        {
            "absent" => null,
            "text" => "no list"u8.ToArray(),
            "broken" => [0x30, 0x03, 0x01, 0x01, 0x01],
            "cut" => list[..^1],
            _ => [.. list, 0],
        };
        if (bytes is not null)
        {
            await File.WriteAllBytesAsync(bench.PathOf("a.crl"), bytes, TestContext.Current.CancellationToken);
        }

        await bench.ShouldRefuseAsync(SampleText.WithUpstream(Lists), "Upstreams.up.Tls.RevocationLists[0]", message);
    }

    [Fact]
    public async Task RevocationList_OutOfDate_IsAWarning()
    {
        using var bench = new ConfigurationBench { Clock = new ManualTimeProvider(TimeProvider.System.GetUtcNow().AddDays(30)) };
        bench.Write("a.crl", PemEncoding.WriteString("X509 CRL", _authority.Revoke()));

        var result = await bench.LoadAsync(new MarkedText(SampleText.WithUpstream(Lists)).Text);

        ConfigurationBench.Errors(result).ShouldBeEmpty();
        ConfigurationBench.Warnings(result).ShouldContain(static warning => warning.Message.Contains("the revocation list of CN=Test CA was due for renewal on"));
    }

    /// <summary>Lists that other software made, so that reading and writing do not share a mistake.</summary>
    [Theory]
    [InlineData("", null)]
    [InlineData("-crlexts partial", "holds a revocation list with a critical extension")]
    [InlineData("-md sha1", "whose signature is of a kind that can be forged")]
    public async Task RevocationList_OfOpenSsl_IsReadOrRefused(string arguments, string? message)
    {
        Assert.SkipUnless(await ProcessRun.IsInstalledAsync("openssl", "version"), "openssl is not installed");
        using var bench = new ConfigurationBench();
        bench.Write("ca.pem", _authority.Pem);
        bench.Write("ca.key", TestAuthority.KeyPemOf(_authority.Certificate));
        bench.Write("index.txt", "R\t301231235959Z\t251101000000Z\t1A2B\tunknown\t/CN=revoked\n");
        bench.Write("ca.conf", $"""
            [ca]
            default_ca = own
            [own]
            database = {bench.PathOf("index.txt")}
            default_md = sha256
            default_crl_days = 7
            [partial]
            issuingDistributionPoint = critical, @scope
            [scope]
            onlyuser = TRUE
            """);
        await ProcessRun.SucceedAsync("openssl", [
            "ca", "-config", bench.PathOf("ca.conf"), "-gencrl", "-keyfile", bench.PathOf("ca.key"), "-cert", bench.PathOf("ca.pem"), "-out", bench.PathOf("a.crl"),
            .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        ]);

        if (message is not null)
        {
            await bench.ShouldRefuseAsync(SampleText.WithUpstream(Lists), "Upstreams.up.Tls.RevocationLists[0]", message);
            return;
        }

        var result = await bench.LoadAsync(new MarkedText(SampleText.WithUpstream(Lists)).Text);

        result.Problems.ShouldNotContain(static problem => problem.Path.Contains("Revocation"));
    }

    public void Dispose() => _authority.Dispose();

    private void WriteIdentity(ConfigurationBench bench, CertificateOrder order)
    {
        using var certificate = _authority.Issue(order);
        bench.Write("c.pem", certificate.ExportCertificatePem());
        bench.Write("c.key", TestAuthority.KeyPemOf(certificate));
    }
}
