using BenchmarkDotNet.Attributes;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Guarding;
using Gateway.Transforms.Json;
using Gateway.Transforms.Minimization;
using Gateway.Transforms.Validation;

namespace Gateway.Benchmarks;

/// <summary>What walks the tape once it is there: validation and minimisation.</summary>
[MemoryDiagnoser]
public class TapeBenchmarks
{
    private readonly SchemaPlan _schema = SampleRoute.Schema();
    private readonly Projection _projection = SampleRoute.Projection();
    private readonly List<InjectionPoint> _injections = [];
    private byte[] _report = [];
    private JsonTape? _tape;

    [Params(256, 1024, 16 * 1024, 1024 * 1024)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _report = SampleReport.OfSize(Size);
        if (JsonGuard.TryRead(_report, SampleRoute.Guard, out _tape) != GuardFault.None || !_schema.IsValid(_tape!))
        {
            throw new InvalidOperationException("The sample does not pass.");
        }
    }

    [GlobalCleanup]
    public void Cleanup() => _tape?.Dispose();

    [Benchmark(Baseline = true)]
    public int Utf8JsonReader_Skim() => Skim.Tokens(_report);

    [Benchmark]
    public bool SchemaPlan_IsValid() => _schema.IsValid(_tape!);

    [Benchmark]
    public ProjectionFault Projection_Apply()
    {
        using var kept = new PooledBuffer(Size);
        return _projection.Apply(_tape!, kept, _injections);
    }
}
