using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Gateway.Transforms;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Secrets;

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

    public RsaBenchmarks()
    {
        var handle = new SecretHandle("key");
        handle.Replace(new SecretValue(System.Text.Encoding.ASCII.GetBytes(_rsa.ExportSubjectPublicKeyInfoPem())));
        _plan = EnvelopePlan.TryCompile(
            new EnvelopePreset(GatewayTransforms.Envelopes["rsa-field"], new EnvelopeSettings { Algorithm = "RSA-OAEP-256", Text = true }),
            handle,
            KeyUse.Seal,
            TimeProvider.System,
            static (setting, problem) => throw new InvalidOperationException($"{setting}: {problem}"))!;
    }

    [Benchmark(Baseline = true)]
    public int Rsa_Encrypt() => _rsa.Encrypt(_contentKey, _encrypted, RSAEncryptionPadding.OaepSHA256);

    [Benchmark]
    public int RsaField_Seal()
    {
        if (!_plan.Key.TryLease(out var key))
        {
            throw new InvalidOperationException("There is no key.");
        }

        using (key)
        {
            using var body = new PooledBuffer();
            return _plan.Seal(_contentKey, key.Value, body, headers: null) == SealFault.None ? body.Length : throw new InvalidOperationException("It was not sealed.");
        }
    }
}
