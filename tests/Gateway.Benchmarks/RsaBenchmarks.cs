using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Gateway.Transforms.Envelopes;

namespace Gateway.Benchmarks;

/// <summary>A content key of 32 bytes under RSA of 2048 bits with OAEP and SHA-256: as a route wraps it, next to the framework's own call.</summary>
[MemoryDiagnoser]
public class RsaBenchmarks
{
    private const int KeyBits = 2048;

    private readonly byte[] _contentKey = RandomNumberGenerator.GetBytes(32);
    private readonly byte[] _encrypted = new byte[KeyBits / 8];
    private readonly RSA _rsa = RSA.Create(KeyBits);
    private readonly EnvelopePlan _plan;

    public RsaBenchmarks() => _plan = SampleRoute.Envelope(
        "rsa-field", new EnvelopeSettings { Algorithm = "RSA-OAEP-256", Text = true }, System.Text.Encoding.ASCII.GetBytes(_rsa.ExportSubjectPublicKeyInfoPem()));

    [Benchmark(Baseline = true)]
    public int Rsa_Encrypt() => _rsa.Encrypt(_contentKey, _encrypted, RSAEncryptionPadding.OaepSHA256);

    [Benchmark]
    public int RsaField_Seal() => SampleRoute.Seal(_plan, _contentKey);
}
