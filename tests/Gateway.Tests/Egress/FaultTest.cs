using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Gateway.Tests.Shared;

namespace Gateway.Tests.Egress;

/// <summary>What promises about faults need: a receiver, a proxy before it that does them, and a gateway with a route of each kind.</summary>
public abstract class FaultTest : IAsyncLifetime
{
    protected const string IdempotencyHeader = "Idempotency-Key";

    private readonly List<IAsyncDisposable> _running = [];

    protected ReportServer Receiver { get; private set; } = null!;

    protected FaultProxy Proxy { get; private set; } = null!;

    protected TestConfiguration Configuration { get; private set; } = null!;

    /// <summary>The upstream that knows reports again; <see cref="TestConfiguration.Upstream"/> does not.</summary>
    protected JsonObject Keyed => (JsonObject)Configuration.Root["Upstreams"]!["keyed"]!;

    public async ValueTask InitializeAsync()
    {
        Receiver = await ReportServer.StartAsync(certificate: null);
        Proxy = new FaultProxy(Receiver.Port);
        Configuration = new TestConfiguration(Proxy.Address, authoritiesPem: null).WithPassThroughRoute();
        var upstream = Configuration.Upstream;
        upstream["AllowPlaintext"] = true;
        upstream["Retry"] = JsonNode.Parse("""{ "Attempts": 3, "Backoff": "1ms", "MaxBackoff": "2s", "Budget": 1 }""");
        var keyed = (JsonObject)upstream.DeepClone();
        keyed["Retry"]!["IdempotencyHeader"] = IdempotencyHeader;
        Configuration.Root["Upstreams"]!["keyed"] = keyed;
        var route = (JsonObject)Configuration.Route.DeepClone();
        route["Match"]!["Path"] = "/keyed";
        route["Upstream"] = "keyed";
        Configuration.Root["Routes"]!["keyed"] = route;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var running in Enumerable.Reverse(_running))
        {
            await running.DisposeAsync();
        }

        await Proxy.DisposeAsync();
        await Receiver.DisposeAsync();
        Configuration.Dispose();
        await DisposeCoreAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends what a test has of its own.</summary>
    protected virtual ValueTask DisposeCoreAsync() => ValueTask.CompletedTask;

    protected async Task<RunningGateway> StartGatewayAsync(TimeProvider? clock = null) => Keep(await RunningGateway.StartAsync(Configuration, clock));

    /// <summary>Has something ended with the test.</summary>
    protected T Keep<T>(T running)
        where T : IAsyncDisposable
    {
        _running.Add(running);
        return running;
    }

    /// <summary>Sends a request while the clock goes on in small steps, for the waits between attempts.</summary>
    /// <param name="gateway">Where to.</param>
    /// <param name="kind">What.</param>
    /// <param name="clock">The gateway's.</param>
    /// <param name="step">How far the clock goes at a time; a millisecond if there is none.</param>
    internal static async Task<HttpResponseMessage> SendAsync(RunningGateway gateway, RequestKind kind, ManualTimeProvider clock, TimeSpan? step = null)
    {
        using var message = kind.Message();
        return await AwaitAsync(gateway.Client.SendAsync(message), clock, step);
    }

    /// <summary>Awaits an answer while the clock goes on in small steps.</summary>
    internal static async Task<HttpResponseMessage> AwaitAsync(Task<HttpResponseMessage> answer, ManualTimeProvider clock, TimeSpan? step = null)
    {
        await Eventually.TrueAsync(
            () =>
            {
                clock.Advance(step ?? TimeSpan.FromMilliseconds(1));
                return answer.IsCompleted;
            },
            "no answer");
        return await answer;
    }

    /// <summary>How the attempts at an upstream went, in the words of the metrics.</summary>
    protected static async Task<Dictionary<string, double>> CountAttemptsAsync(RunningGateway gateway, string upstream)
    {
        var scrape = await Scrape.ReadAsync(gateway);
        return scrape.Samples
            .Where(sample => sample.Name == "gateway_upstream_attempts_total" && sample.Labels["upstream"] == upstream)
            .ToDictionary(static sample => sample.Labels["outcome"], static sample => sample.Value);
    }

    /// <summary>Changes both upstreams alike.</summary>
    protected void SetUpstreams(string key, Func<JsonNode> value)
    {
        Configuration.Upstream[key] = value();
        Keyed[key] = value();
    }
}
