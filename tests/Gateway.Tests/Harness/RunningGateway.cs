using System.Text;
using Gateway.Configuration;
using Gateway.Hosting;
using Gateway.Lifecycle;
using Gateway.Telemetry;
using Gateway.Transforms.Secrets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Harness;

/// <summary>The real host on real sockets, with a configuration of a test's own and its log captured.</summary>
public sealed class RunningGateway : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly SecretStore _secrets;

    private RunningGateway(WebApplication app, SecretStore secrets, LogCapture log)
    {
        _app = app;
        _secrets = secrets;
        Log = log;
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ToList();
        DataAddress = new Uri(addresses[0]);
        ManagementAddress = new Uri(addresses[1]);
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = DataAddress };
    }

    public Uri DataAddress { get; }

    public Uri ManagementAddress { get; }

    public HttpClient Client { get; }

    public LogCapture Log { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<RunningGateway> StartAsync(TestConfiguration configuration, TimeProvider? clock = null)
    {
        clock ??= TimeProvider.System;
        var secrets = new SecretStore(clock);
        var loader = new ConfigurationLoader(configuration.ToSource(), secrets, clock);
        var result = await loader.LoadAsync(SecretNeed.All, CancellationToken.None);
        result.Generation.ShouldNotBeNull(string.Join('\n', result.Problems));
        var log = new LogCapture();
        var app = GatewayHost.Build(loader, result, secrets, clock, log.Output);
        log.Attach(app.Services.GetRequiredService<LineQueue>());
        await app.StartAsync();
        return new RunningGateway(app, secrets, log);
    }

    public Task<HttpResponseMessage> PostAsync(string json, string path = "/report-ghosting", string contentType = "application/json") =>
        PostAsync(Encoding.UTF8.GetBytes(json), path, contentType);

    public async Task<HttpResponseMessage> PostAsync(byte[] body, string path = "/report-ghosting", string contentType = "application/json")
    {
        using var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return await Client.PostAsync(new Uri(path, UriKind.Relative), content);
    }

    /// <summary>Does what a signal does: drains, and stops.</summary>
    /// <returns>How many requests were cut.</returns>
    public Task<long> DrainAsync(CancellationToken now = default) => Services.GetRequiredService<Drain>().RunAsync(_app, now);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Log.Dispose();
        _secrets.Dispose();
    }
}
