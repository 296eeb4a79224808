using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Gateway.Transforms.Guarding;
using Gateway.Transforms.Validation;

namespace Gateway.Benchmarks;

/// <summary>Guard and tape: UTF-8, syntax, depth, duplicate keys, and the index that later stages walk.</summary>
[MemoryDiagnoser]
public class GuardBenchmarks
{
    private readonly SchemaPlan _schema = SampleRoute.Schema();
    private byte[] _report = [];

    [Params(256, 1024, 16 * 1024, 1024 * 1024)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Setup() => _report = SampleReport.OfSize(Size);

    /// <summary>Tokens only: neither duplicate keys nor half surrogates are found, and nothing is kept.</summary>
    [Benchmark(Baseline = true)]
    public int Utf8JsonReader_Skim() => Skim.Tokens(_report);

    [Benchmark]
    public JsonValueKind JsonDocument_Parse()
    {
        using var document = JsonDocument.Parse(_report);
        return document.RootElement.ValueKind;
    }

    [Benchmark]
    public GuardFault JsonGuard_TryRead()
    {
        var fault = JsonGuard.TryRead(_report, SampleRoute.Guard, out var tape);
        tape?.Dispose();
        return fault;
    }

    /// <summary>What a route with a schema pays for its JSON, short of passing it on.</summary>
    [Benchmark]
    public bool JsonGuard_And_SchemaPlan()
    {
        JsonGuard.TryRead(_report, SampleRoute.Guard, out var tape);
        using (tape)
        {
            return _schema.IsValid(tape!);
        }
    }
}
