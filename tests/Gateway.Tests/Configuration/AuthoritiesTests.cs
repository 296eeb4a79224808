using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Tests.Shared;

namespace Gateway.Tests.Configuration;

public sealed class AuthoritiesTests
{
    private const string Upstream = """{ "Addresses": ["https://a.example"], "Tls": { "Authorities": »"ca.pem" } }""";

    private static readonly DateTimeOffset Now = new(2030, 6, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Authorities_Good_AreTakenFromBesideTheConfiguration()
    {
        using var bench = Bench(Pem(Now.AddYears(-1), Now.AddYears(1)));

        var result = await bench.LoadAsync(Text());

        ConfigurationBench.Errors(result).ShouldBeEmpty();
        result.Problems.ShouldNotContain(static problem => problem.Path.Contains("Authorities"));
        result.Files.Select(static file => file.Path).ShouldContain(bench.PathOf("ca.pem"));
    }

    [Theory]
    [InlineData("", "is empty, or not a regular file")]
    [InlineData("\n", "holds no certificate; PEM is expected")]
    [InlineData("not a certificate", "holds no certificate; PEM is expected")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "holds a certificate that cannot be read")]
    public async Task Authorities_NoCertificate_AreRefused(string pem, string message)
    {
        using var bench = Bench(pem);

        await bench.ShouldRefuseAsync(SampleText.WithUpstream(Upstream), "Upstreams.up.Tls.Authorities", message);
    }

    [Fact]
    public async Task Authorities_NoFile_AreRefused()
    {
        using var bench = new ConfigurationBench();

        await bench.ShouldRefuseAsync(SampleText.WithUpstream(Upstream), "Upstreams.up.Tls.Authorities", "ca.pem does not exist");
    }

    [Fact]
    public async Task Authorities_OneOfThemExpired_AreRefused()
    {
        using var bench = Bench(Pem(Now.AddYears(-1), Now.AddYears(1)) + "\n" + Pem(Now.AddYears(-2), Now.AddDays(-1)));

        await bench.ShouldRefuseAsync(SampleText.WithUpstream(Upstream), "Upstreams.up.Tls.Authorities", "certificate CN=Test authority has expired on 2030-05-31");
    }

    [Theory]
    [InlineData(-30, 10, "expires on 2030-06-11")]
    [InlineData(5, 100, "is not valid before 2030-06-06")]
    public async Task Authorities_NearTheEdgeOfTheirTime_AreAWarning(int from, int to, string message)
    {
        using var bench = Bench(Pem(Now.AddDays(from), Now.AddDays(to)));

        var result = await bench.LoadAsync(Text());

        ConfigurationBench.Errors(result).ShouldBeEmpty();
        ConfigurationBench.Warnings(result).ShouldContain(warning => warning.Path == "Upstreams.up.Tls.Authorities" && warning.Message.Contains(message));
    }

    [Fact]
    public async Task AllowPlaintext_UsedForAnAddress_IsAWarning()
    {
        using var bench = new ConfigurationBench();

        var result = await bench.LoadAsync(SampleText.WithUpstream("""{ "Addresses": ["http://a.example"], "AllowPlaintext": true }"""));

        ConfigurationBench.Errors(result).ShouldBeEmpty();
        ConfigurationBench.Warnings(result).ShouldContain(static warning => warning.Path == "Upstreams.up.AllowPlaintext");
    }

    private static string Text() => new MarkedText(SampleText.WithUpstream(Upstream)).Text;

    private static ConfigurationBench Bench(string pem)
    {
        var bench = new ConfigurationBench { Clock = new ManualTimeProvider(Now) };
        bench.Write("ca.pem", pem);
        return bench;
    }

    private static string Pem(DateTimeOffset from, DateTimeOffset to)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(from, to);
        return certificate.ExportCertificatePem();
    }
}
