using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using Gateway.Transforms.Guarding;

namespace Gateway.Benchmarks;

/// <summary>Bodies of a mebibyte that somebody made to be slow to read. What each costs is to be compared with the row of an ordinary body of the size.</summary>
[MemoryDiagnoser]
public class HostileBenchmarks
{
    private const int Size = 1 << 20;

    private static readonly JsonGuardOptions Options = new(MaxDepth: Size);

    private byte[] _body = [];

    public enum Kind
    {
        Report,
        NestedArrays,
        EmptyArrays,
        LongName,
        Escapes,
        AlikeNames,
        ShortNames,
        Numbers,
        LongNumber,
        WhiteSpace,
    }

    [ParamsAllValues]
    public Kind Body { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _body = Body == Kind.Report ? SampleReport.OfSize(Size) : Encoding.UTF8.GetBytes(Text());
        if (JsonGuard_TryRead() != GuardFault.None)
        {
            throw new InvalidOperationException("The body does not pass.");
        }
    }

    [Benchmark]
    public GuardFault JsonGuard_TryRead()
    {
        var fault = JsonGuard.TryRead(_body, Options, out var tape);
        tape?.Dispose();
        return fault;
    }

    private string Text() => Body switch
    {
        Kind.NestedArrays => new string('[', Size / 2) + new string(']', Size / 2),
        Kind.EmptyArrays => List("[]"),
        Kind.LongName => $"{{\"{new string('n', Size)}\":1}}",
        Kind.Escapes => $"\"{string.Concat(Enumerable.Repeat("\\n", Size / 2))}\"",
        Kind.AlikeNames => Members(100_000, static i => "the-same-start-" + i.ToString("D6", CultureInfo.InvariantCulture)),
        Kind.ShortNames => Members(Size / 10, static i => i.ToString("x", CultureInfo.InvariantCulture)),
        Kind.Numbers => List("-12.5e3"),
        Kind.LongNumber => new string('7', Size),
        _ => $"[{new string(' ', Size)}]",
    };

    private static string List(string item) => $"[{string.Join(',', Enumerable.Repeat(item, Size / (item.Length + 1)))}]";

    private static string Members(int count, Func<int, string> name) =>
        $"{{{string.Join(',', Enumerable.Range(0, count).Select(i => $"\"{name(i)}\":1"))}}}";
}
