using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Gateway.Transforms;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Secrets;

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
            Sample.JweDirA256Gcm => Compile("jwe", new EnvelopeSettings { Algorithm = "dir", Encryption = "A256GCM", Text = true }, RandomNumberGenerator.GetBytes(32)),
            _ => Compile("jwe", new EnvelopeSettings { Text = true }, PublicKey()),
        };
    }

    [Benchmark]
    public int Seal()
    {
        if (!_plan.Key.TryLease(out var key))
        {
            throw new InvalidOperationException("There is no key.");
        }

        using (key)
        {
            using var body = new PooledBuffer(ReportSize * 2);
            return _plan.Seal(_plaintext, key.Value, body, headers: null) == SealFault.None ? body.Length : throw new InvalidOperationException("It was not sealed.");
        }
    }

    private static byte[] PublicKey()
    {
        using var rsa = RSA.Create(2048);
        return System.Text.Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem());
    }

    private static EnvelopePlan Compile(string format, EnvelopeSettings settings, byte[] key)
    {
        var handle = new SecretHandle("key");
        handle.Replace(new SecretValue(key));
        return EnvelopePlan.TryCompile(
            new EnvelopePreset(GatewayTransforms.Envelopes[format], settings),
            handle,
            KeyUse.Seal,
            TimeProvider.System,
            static (setting, problem) => throw new InvalidOperationException($"{setting}: {problem}"))!;
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
