using System.Collections.Frozen;
using System.Net;
using System.Threading.RateLimiting;
using Gateway.Configuration.Options;
using Gateway.Configuration.Reading;
using Gateway.RateLimiting;
using Gateway.Tests.Shared;
using Gateway.Transforms.Exchange;
using Gateway.Transforms.Plans;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.RateLimiting;

/// <summary>One limiter under a clock that the test moves, asked as the middleware asks.</summary>
internal sealed class LimiterBench : IDisposable
{
    public LimiterBench(
        int permits = 1, string per = "1s", int? burst = null, PartitionBy by = PartitionBy.Route, string? header = null, int queue = 0)
        : this(Limit(permits, per, burst, by, header, queue))
    {
    }

    public LimiterBench(RateLimitOptions limit) => Limiter = new RouteLimiter("r", limit, Clock);

    public ManualTimeProvider Clock { get; } = new();

    public RouteLimiter Limiter { get; }

    public RateLimitReading Reading => Limiter.Read("r");

    public static RateLimitOptions Limit(
        int permits, string per = "1s", int? burst = null, PartitionBy by = PartitionBy.Route, string? header = null, int queue = 0)
    {
        HumanUnits.TryParseDuration(per, out var time).ShouldBeTrue();
        return new RateLimitOptions(permits, time, burst ?? permits, by, header, queue);
    }

    /// <summary>A request of a route that this limiter belongs to.</summary>
    public DefaultHttpContext Request(string? address = null, params string[] header)
    {
        var plan = new RequestPlan { MaxBody = 1, ReadTimeout = TimeSpan.FromSeconds(1), RemoveHeaders = FrozenSet<string>.Empty };
        var context = new DefaultHttpContext();
        context.Features.Set(new HttpExchange("1") { Plan = new RoutePlan("r", "1", plan, new ResponsePlan(1, true)) { RateLimiter = Limiter } });
        context.Connection.RemoteIpAddress = address is null ? null : IPAddress.Parse(address);
        if (header.Length > 0)
        {
            context.Request.Headers[Limiter.Options.Header!] = header;
        }

        return context;
    }

    public bool Takes(string? address = null, params string[] header) => Takes(Request(address, header));

    public bool Takes(HttpContext request) => Limiter.AttemptAcquire(request).IsAcquired;

    /// <summary>How many permits are given before one is refused.</summary>
    public int TakeAll(string? address = null, params string[] header)
    {
        var taken = 0;
        while (Takes(address, header))
        {
            taken++;
        }

        return taken;
    }

    public Task<RateLimitLease> WaitAsync(string? address = null, CancellationToken gone = default) => Limiter.AcquireAsync(Request(address), 1, gone).AsTask();

    public void Dispose() => Limiter.Dispose();
}
