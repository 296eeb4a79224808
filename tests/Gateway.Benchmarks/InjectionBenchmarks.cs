using BenchmarkDotNet.Attributes;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Injection;

namespace Gateway.Benchmarks;

/// <summary>A header with a secret in it, composed as for every attempt.</summary>
[MemoryDiagnoser]
public class InjectionBenchmarks
{
    private readonly InjectedHeader _header = SampleRoute.Header();

    [Benchmark]
    public int SecretTemplate_TryWrite()
    {
        using var value = new PooledBuffer();
        _ = _header.Value.TryWrite(value);
        return value.Length;
    }
}
