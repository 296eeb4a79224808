namespace Gateway.Tests.Harness;

/// <summary>What most promises need: a receiver with a good certificate, and a gateway whose configuration a test can change before it starts.</summary>
public abstract class GatewayTest : IAsyncLifetime
{
    protected const string GoodReport = """{"email":"ada@example.com","reason":"No answer since the second interview.","date":"2024-03-26"}""";

    private readonly TestAuthority _authority = new();
    private readonly List<IAsyncDisposable> _running = [];

    protected TestAuthority Authority => _authority;

    protected ReportServer Upstream { get; private set; } = null!;

    protected TestConfiguration Configuration { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Upstream = await ReportServer.StartAsync(_authority.Issue());
        Configuration = new TestConfiguration(Upstream.Address, _authority.Pem);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var running in _running)
        {
            await running.DisposeAsync();
        }

        await Upstream.DisposeAsync();
        Configuration.Dispose();
        _authority.Dispose();
        GC.SuppressFinalize(this);
    }

    protected async Task<RunningGateway> StartGatewayAsync(TimeProvider? clock = null)
    {
        var gateway = await RunningGateway.StartAsync(Configuration, clock);
        _running.Add(gateway);
        return gateway;
    }
}
