using System.Diagnostics.Metrics;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Gateway.Transforms.Exchange;
using Gateway.Transforms.Plans;
using Gateway.Transforms.Stages;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Transforms;

namespace Gateway.Benchmarks;

/// <summary>
/// All that happens to a request between the proxy and the socket: the stages that run once, then one attempt. Sockets, the server and the proxy
/// are not in it. The pass-through route goes the same way without a stage that touches the body, so the difference of the two is the stages' own.
/// </summary>
[MemoryDiagnoser]
public class RequestBenchmarks
{
    private const string Destination = "https://reports.example";

    private readonly RoutePlan _full = SampleRoute.Full();
    private readonly RoutePlan _passThrough = SampleRoute.PassThrough();
    private readonly Aes _aes = Aes.Create();
    private readonly StageMeter _meter = new(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>(), TimeProvider.System);
    private RequestStagesTransform? _fullStages;
    private RequestStagesTransform? _passThroughStages;
    private byte[] _report = [];
    private byte[] _sealed = [];

    [Params(256, 1024, 16 * 1024, 1024 * 1024)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _report = SampleReport.OfSize(Size);
        _sealed = new byte[Size + 32];
        _aes.Key = [.. Enumerable.Range(0, 32).Select(static i => (byte)i)];
        _fullStages = new RequestStagesTransform(_full, _meter, TimeProvider.System);
        _passThroughStages = new RequestStagesTransform(_passThrough, _meter, TimeProvider.System);
    }

    /// <summary>The least that a job of this kind costs with the framework alone: parse, and encrypt what came. No schema, nothing left out.</summary>
    [Benchmark(Baseline = true)]
    public int JsonDocument_And_Aes()
    {
        using var document = JsonDocument.Parse(_report);
        Span<byte> iv = stackalloc byte[16];
        RandomNumberGenerator.Fill(iv);
        return document.RootElement.ValueKind == JsonValueKind.Object ? _aes.EncryptCbc(_report, iv, _sealed) : 0;
    }

    [Benchmark]
    public Task<long> PassThrough_Stages() => RunAsync(_passThroughStages!, _passThrough);

    [Benchmark]
    public Task<long> Full_Stages() => RunAsync(_fullStages!, _full);

    private async Task<long> RunAsync(RequestStagesTransform stages, RoutePlan plan)
    {
        using var exchange = new HttpExchange("0192e4a1b2c37d4e8f00112233445566") { Plan = plan };
        using var message = new HttpRequestMessage(HttpMethod.Post, (Uri?)null);
        var http = new DefaultHttpContext();
        http.Features.Set(exchange);
        http.Features.Set<IRequestBodyPipeFeature>(new WholeBody(_report));
        http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = "/report";
        http.Request.Method = "POST";
        http.Request.Headers.Host = "127.0.0.1:8080";
        http.Request.ContentType = "application/json";
        http.Request.ContentLength = _report.Length;

        await stages.ApplyAsync(new RequestTransformContext
        {
            HttpContext = http,
            ProxyRequest = message,
            DestinationPrefix = Destination,
            Path = "/report",
            Query = new QueryTransformContext(http.Request),
        });
        if (exchange.Rejection is not null || AttemptStages.Prepare(exchange, message, message.RequestUri!, _meter) is not null)
        {
            throw new InvalidOperationException("The sample was refused.");
        }

        var length = message.Content?.Headers.ContentLength ?? 0;
        message.Content?.Dispose();
        return length;
    }

    /// <summary>A body that is there already, as one that came with its head is.</summary>
    private sealed class WholeBody(byte[] body) : IRequestBodyPipeFeature
    {
        public PipeReader Reader { get; } = PipeReader.Create(new(body));
    }
}
