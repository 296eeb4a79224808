using Gateway.Telemetry.Prometheus;
using Gateway.Transforms.Buffers;
using OpenTelemetry.Metrics;

namespace Gateway.Management;

/// <summary>
/// Answers <c>/metrics</c>. Scrapes are rendered one after another, each into memory of its own, so that a slow reader holds up nobody; how many
/// there may be is bounded, so that slow readers hold no more memory than that.
/// </summary>
internal sealed class MetricsEndpoint : IDisposable
{
    /// <summary>A pair of servers, a person, and one to spare.</summary>
    private const int MostInProgress = 4;

    /// <summary>Prometheus' own limit for a scrape. Whoever has not read it by then holds the place of somebody who would.</summary>
    private static readonly TimeSpan MostForReading = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly PrometheusExporter _exporter;
    private readonly TimeProvider _clock;
    private int _inProgress;
    private int _lastLength;

    /// <param name="exporter">Renders.</param>
    /// <param name="aggregation">What it renders. The container keeps it; it is asked for here so that there is one before the first request.</param>
    /// <param name="clock">The time.</param>
    public MetricsEndpoint(PrometheusExporter exporter, MeterProvider aggregation, TimeProvider clock)
    {
        _ = aggregation;
        _exporter = exporter;
        _clock = clock;
    }

    public async Task AnswerAsync(HttpContext context)
    {
        if (Interlocked.Increment(ref _inProgress) > MostInProgress)
        {
            Interlocked.Decrement(ref _inProgress);
            context.Response.Headers.RetryAfter = "1";
            await ManagementMiddleware.AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, "too many scrapes at once");
            return;
        }

        try
        {
            await RenderAsync(context);
        }
        finally
        {
            Interlocked.Decrement(ref _inProgress);
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task RenderAsync(HttpContext context)
    {
        var response = context.Response;
        var format = ScrapeNegotiation.Choose(context.Request.Headers.Accept);
        using var text = new PooledBuffer(Volatile.Read(ref _lastLength));
        if (!await TryRenderAsync(format, text, context.RequestAborted))
        {
            await ManagementMiddleware.AnswerAsync(context, StatusCodes.Status500InternalServerError, "the metrics cannot be written; the log says why");
            return;
        }

        response.ContentType = ScrapeNegotiation.ContentTypeOf(format);
        response.ContentLength = text.Length;
        response.Headers.CacheControl = "no-store";
        response.Headers.Vary = "Accept";
        using var deadline = new CancellationTokenSource(MostForReading, _clock);
        using var abort = deadline.Token.UnsafeRegister(static connection => ((HttpContext)connection!).Abort(), context);
        await response.Body.WriteAsync(text.WrittenMemory, context.RequestAborted);
    }

    private async Task<bool> TryRenderAsync(ScrapeFormat format, PooledBuffer text, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var rendered = _exporter.TryRender(format, text);
            Volatile.Write(ref _lastLength, text.Length);
            return rendered;
        }
        finally
        {
            _turn.Release();
        }
    }
}
