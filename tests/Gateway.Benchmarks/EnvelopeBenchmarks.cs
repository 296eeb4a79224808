using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Gateway.Transforms.Envelopes;

namespace Gateway.Benchmarks;

/// <summary>A report of 1 KiB in several receivers' formats, as a route seals them.</summary>
[MemoryDiagnoser]
public class EnvelopeBenchmarks
{
    private const int ReportSize = 1024;

    private byte[] _plaintext = [];
    private EnvelopePlan _plan = SampleRoute.Envelope();

    /// <summary>The format, and what of its settings is not the default.</summary>
    [ParamsAllValues]
    public Sample Format { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _plaintext = SampleReport.OfSize(ReportSize);
        _plan = Format switch
        {
            Sample.AesCbcBlob => SampleRoute.Envelope(),
            Sample.JweDirA256Gcm => SampleRoute.Envelope("jwe", new EnvelopeSettings { Algorithm = "dir", Encryption = "A256GCM", Text = true }, RandomNumberGenerator.GetBytes(32)),
            _ => SampleRoute.Envelope("jwe", new EnvelopeSettings { Text = true }, PublicKey()),
        };
    }

    [Benchmark]
    public int Seal() => SampleRoute.Seal(_plan, _plaintext);

    private static byte[] PublicKey()
    {
        using var rsa = RSA.Create(2048);
        return System.Text.Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem());
    }

    /// <summary>What is sealed.</summary>
    public enum Sample
    {
        /// <summary>The <c>report-ghosting</c> preset.</summary>
        AesCbcBlob,

        /// <summary>JWE with a direct key.</summary>
        JweDirA256Gcm,

        /// <summary>JWE with a content key under RSA of 2048 bits.</summary>
        JweRsaOaep256A256Gcm,
    }
}
