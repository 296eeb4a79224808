using BenchmarkDotNet.Attributes;
using Gateway.Transforms.Secrets;

namespace Gateway.Benchmarks;

/// <summary>What the request path pays for a secret that can be replaced at any moment, next to a field of a class that cannot.</summary>
[MemoryDiagnoser]
public class SecretBenchmarks
{
    private readonly SecretHandle _handle = SampleRoute.Key;
    private readonly byte[] _field = new byte[32];

    [Benchmark(Baseline = true)]
    public byte Field_Read() => _field[31];

    [Benchmark]
    public byte SecretHandle_TryLease()
    {
        if (!_handle.TryLease(out var lease))
        {
            return 0;
        }

        using (lease)
        {
            return lease.Bytes[31];
        }
    }

    [Benchmark]
    public long SecretHandle_Version() => _handle.Version;
}
