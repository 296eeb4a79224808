using Gateway.Configuration;
using Gateway.Configuration.Compiling;
using Gateway.RateLimiting;
using Gateway.Tests.Configuration;
using Gateway.Transforms.Plans;

namespace Gateway.Tests.RateLimiting;

/// <summary>Limiters change with the generation that is taken over, and with no other.</summary>
public sealed class RateLimitersTests : IDisposable
{
    private readonly LimiterBench _requests = new();
    private readonly ConfigurationBench _bench = new();

    public void Dispose()
    {
        _bench.Dispose();
        _requests.Dispose();
    }

    [Fact]
    public async Task Generation_ThatIsAttachedAndDiscarded_LeavesTheCurrentLimitersAsTheyAre()
    {
        using var limiters = new RateLimiters(_requests.Clock);
        var current = await AttachAsync(limiters, """{ "Permits": 1, "Per": "1s", "Queue": 1 }""");
        limiters.Commit(current);
        LimiterOf(current).AttemptAcquire(_requests.Request()).IsAcquired.ShouldBeTrue();
        var waiting = LimiterOf(current).AcquireAsync(_requests.Request());

        var discarded = await AttachAsync(limiters, """{ "Permits": 9, "Per": "1s" }""");

        LimiterOf(discarded).ShouldNotBe(LimiterOf(current));
        waiting.IsCompleted.ShouldBeFalse();
        limiters.Snapshot().ShouldBe([new RateLimitReading("r", 0, 0, 1)]);
        _requests.Clock.Advance(TimeSpan.FromSeconds(1));
        (await waiting).IsAcquired.ShouldBeTrue();
    }

    [Fact]
    public async Task Limiter_OfAnotherRoute_IsAnotherOne_ThoughTheLimitIsTheSame()
    {
        using var limiters = new RateLimiters(_requests.Clock);
        const string Limit = """{ "Permits": 1, "Per": "1s" }""";
        var first = await AttachAsync(limiters, Limit);
        limiters.Commit(first);

        LimiterOf(await AttachAsync(limiters, Limit)).ShouldBe(LimiterOf(first));
        LimiterOf(await AttachAsync(limiters, Limit, route: "s")).ShouldNotBe(LimiterOf(first));
    }

    [Fact]
    public async Task Generation_ThatComesWhileStopping_LetsNobodyWait()
    {
        var limiters = new RateLimiters(_requests.Clock);
        limiters.Dispose();
        var late = await AttachAsync(limiters, """{ "Permits": 1, "Per": "1s", "Queue": 1 }""");

        limiters.Commit(late);

        LimiterOf(late).AttemptAcquire(_requests.Request()).IsAcquired.ShouldBeTrue();
        (await LimiterOf(late).AcquireAsync(_requests.Request())).IsAcquired.ShouldBeFalse();
    }

    private static RouteLimiter LimiterOf(ConfigurationGeneration generation) =>
        generation.Routes.Single().Metadata.ShouldBeOfType<PlanMetadata<RoutePlan>>().Plan.RateLimiter.ShouldBeOfType<RouteLimiter>();

    private async Task<ConfigurationGeneration> AttachAsync(RateLimiters limiters, string limit, string route = "r")
    {
        var result = await _bench.LoadAsync(SampleText.WithRoute($$"""{ "Upstream": "up", "Match": { "Path": "/r" }, "RateLimit": {{limit}} }""")
            .Replace("\"r\":", $"\"{route}\":", StringComparison.Ordinal));
        return limiters.Attach(result.Generation.ShouldNotBeNull());
    }
}
