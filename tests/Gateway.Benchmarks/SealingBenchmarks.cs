using System.Buffers.Text;
using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Gateway.Transforms.Envelopes;

namespace Gateway.Benchmarks;

/// <summary>The <c>report-ghosting</c> preset: AES-256-CBC under a fresh IV, base64, wrapped in JSON.</summary>
[MemoryDiagnoser]
public class SealingBenchmarks
{
    private const int BlockSize = 16;

    private readonly EnvelopePlan _envelope = SampleRoute.Envelope();
    private readonly Aes _aes = Aes.Create();
    private byte[] _report = [];
    private byte[] _sealed = [];

    [Params(256, 1024, 16 * 1024, 1024 * 1024)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _report = SampleReport.OfSize(Size);
        _sealed = new byte[Base64.GetMaxEncodedToUtf8Length(Size + (2 * BlockSize))];
        _aes.Key = [.. Enumerable.Range(0, 32).Select(static i => (byte)i)];
    }

    /// <summary>The framework's one-shot with a key that is set up already, an IV from the system for each message, base64 in place; no wrapper.</summary>
    [Benchmark(Baseline = true)]
    public int Aes_EncryptCbc_FreshIv()
    {
        var iv = _sealed.AsSpan(0, BlockSize);
        RandomNumberGenerator.Fill(iv);
        var length = BlockSize + _aes.EncryptCbc(_report, iv, _sealed.AsSpan(BlockSize));
        Base64.EncodeToUtf8InPlace(_sealed, length, out var written);
        return written;
    }

    [Benchmark]
    public int EnvelopePlan_Seal() => SampleRoute.Seal(_envelope, _report);
}
