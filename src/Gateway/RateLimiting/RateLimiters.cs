using Gateway.Configuration;
using Gateway.Configuration.Compiling;
using Gateway.Configuration.Options;
using Gateway.Transforms.Plans;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.RateLimiting;

/// <summary>
/// The limiters of all routes. They come and go with the generations of the configuration; one whose route and limit are the same in the next
/// generation goes on as it is.
/// </summary>
internal sealed class RateLimiters(TimeProvider clock) : IDisposable
{
    private readonly Lock _lock = new();
    private IReadOnlyDictionary<string, RouteLimiter> _current = new Dictionary<string, RouteLimiter>();
    private bool _isStopping;

    /// <summary>Puts the limiters into the plans of a generation. Nothing that is in force changes before <see cref="Commit"/>, or without it.</summary>
    public ConfigurationGeneration Attach(ConfigurationGeneration generation)
    {
        var limits = generation.Options.Routes.ToDictionary(static route => route.Name, static route => route.RateLimit, StringComparer.Ordinal);
        return generation with
        {
            Routes = [.. generation.Routes.Select(route => limits[route.RouteId] is { } limit ? Attach(route, limit) : route)],
        };
    }

    /// <summary>Makes the limiters of an attached generation the current ones; nobody waits any longer at those that it does not have.</summary>
    public void Commit(ConfigurationGeneration generation)
    {
        var next = new Dictionary<string, RouteLimiter>(StringComparer.Ordinal);
        foreach (var route in generation.Routes)
        {
            if (PlanOf(route).RateLimiter is RouteLimiter limiter)
            {
                next.Add(route.RouteId, limiter);
            }
        }

        lock (_lock)
        {
            var retired = _isStopping ? _current.Values.Concat(next.Values) : _current.Values.Except(next.Values);
            _current = next;
            EndWaiting(retired);
        }
    }

    /// <summary>How the limits stand, one reading for each route that has one.</summary>
    public IReadOnlyList<RateLimitReading> Snapshot()
    {
        lock (_lock)
        {
            return [.. _current.Select(static limiter => limiter.Value.Read(limiter.Key))];
        }
    }

    /// <summary>Nobody waits any longer, now and from now on; permits that are there are still given.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isStopping = true;
            EndWaiting(_current.Values);
        }
    }

    private RouteConfig Attach(RouteConfig route, RateLimitOptions limit)
    {
        RouteLimiter? limiter;
        lock (_lock)
        {
            limiter = _current.GetValueOrDefault(route.RouteId);
        }

        if (limiter?.Options != limit)
        {
            limiter = new RouteLimiter(route.RouteId, limit, clock);
        }

        var plan = PlanOf(route) with { RateLimiter = limiter };
        return route with { Metadata = new PlanMetadata<RoutePlan>(plan, plan.Fingerprint) };
    }

    private static RoutePlan PlanOf(RouteConfig route) =>
        (route.Metadata as PlanMetadata<RoutePlan>)?.Plan ?? throw new InvalidOperationException("The route carries no plan.");

    private static void EndWaiting(IEnumerable<RouteLimiter> limiters)
    {
        foreach (var limiter in limiters)
        {
            limiter.Dispose();
        }
    }
}
