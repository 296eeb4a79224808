using System.Text.Json.Nodes;
using Gateway.Tests.Harness;

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
        GC.SuppressFinalize(this);
    }

    protected async Task<RunningGateway> StartGatewayAsync(TimeProvider? clock = null) => Keep(await RunningGateway.StartAsync(Configuration, clock));

    /// <summary>Has something ended with the test.</summary>
    protected T Keep<T>(T running)
        where T : IAsyncDisposable
    {
        _running.Add(running);
        return running;
    }

    /// <summary>Changes both upstreams alike.</summary>
    protected void SetUpstreams(string key, Func<JsonNode> value)
    {
        Configuration.Upstream[key] = value();
        Keyed[key] = value();
    }
}
