using System.Net;
using System.Net.Security;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Interop;

/// <summary>One receiver in Node.js and one gateway with a route for each of a class's cases; reports and answers are sealed on the way between the two.</summary>
public abstract class Receivers : IAsyncLifetime
{
    private readonly TestAuthority _authority = new();
    private readonly HashSet<string> _rewritten = [];
    private TestConfiguration? _configuration;
    private NodeReceiver? _receiver;
    private RunningGateway? _gateway;
    private HttpClient? _client;
    private string? _missing;

    /// <summary>The cases.</summary>
    private protected abstract IEnumerable<InteropCase> Cases { get; }

    public async ValueTask InitializeAsync()
    {
        _missing = await NodeReceiver.FindMissingAsync();
        if (_missing is not null)
        {
            return;
        }

        using var certificate = _authority.Issue();
        var fingerprint = certificate.GetCertHashString();
        _configuration = new TestConfiguration("https://localhost:1", _authority.Pem);
        _configuration.WriteFile("server.pem", certificate.ExportCertificatePem());
        _configuration.WriteFile("server.key", TestAuthority.KeyPemOf(certificate));
        var cases = Configure(_configuration);
        _configuration.WriteFile("receiver.json", JsonSerializer.Serialize(new { certificate = _configuration.PathOf("server.pem"), key = _configuration.PathOf("server.key"), cases }));
        _receiver = await NodeReceiver.StartAsync(_configuration.PathOf("receiver.json"));
        _client = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, shown, _, _) => shown!.GetCertHashString() == fingerprint },
        })
        {
            BaseAddress = new Uri($"https://localhost:{_receiver.Port}"),
        };
        _configuration.Upstream["Addresses"]![0] = $"https://localhost:{_receiver.Port}";
        _gateway = await RunningGateway.StartAsync(_configuration);
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        _receiver?.Dispose();
        _configuration?.Dispose();
        _authority.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The receiver opens to exactly <paramref name="report"/> what the gateway sent.</summary>
    public async Task ShouldOpenAsync(string name, string report)
    {
        using var answer = await PostAsync(name, report);
        using var read = await _client!.GetAsync(new Uri(name, UriKind.Relative));
        read.StatusCode.ShouldBe(HttpStatusCode.OK, $"the receiver cannot open it: {_receiver!.Errors}\nthe gateway said {await answer.Content.ReadAsStringAsync()}");
        ShouldBeSame(name, await read.Content.ReadAsStringAsync(), report);
    }

    /// <summary>The gateway opens to exactly <paramref name="report"/>, with one member more, what the receiver answered to it.</summary>
    public async Task ShouldBeOpenedAsync(string name, string report)
    {
        using var answer = await PostAsync(name, report);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, $"{text}\n{_receiver!.Errors}");
        ShouldBeSame(name, text, $$"""{{report[..^1]}},"answer":"{{name}}"}""");
    }

    /// <summary>The receiver answers, and the gateway does not open it.</summary>
    public async Task ShouldNotBeOpenedAsync(string name, string report)
    {
        await ShouldOpenAsync(name, report);
        using var answer = await PostAsync(name, report);
        await answer.ShouldBeProblemAsync("upstream-failed", 502);
        _receiver!.Errors.ShouldBeEmpty();
    }

    private void ShouldBeSame(string name, string text, string expected)
    {
        if (_rewritten.Contains(name))
        {
            JsonNode.DeepEquals(JsonNode.Parse(text), JsonNode.Parse(expected)).ShouldBeTrue($"{text} and {expected}");
        }
        else
        {
            text.ShouldBe(expected);
        }
    }

    private async Task<HttpResponseMessage> PostAsync(string name, string report)
    {
        Assert.SkipWhen(_missing is not null, _missing ?? string.Empty);
        return await _gateway!.PostAsync(report, $"/{name}");
    }

    /// <summary>Gives each case its route and its secrets.</summary>
    /// <returns>What the receiver is told of the cases.</returns>
    private JsonObject Configure(TestConfiguration configuration)
    {
        JsonObject routes = [], secrets = [], cases = [];
        foreach (var one in Cases)
        {
            configuration.WriteFile($"{one.Name}.seal", one.Receiver.ToSeal);
            configuration.WriteFile($"{one.Name}.own", one.Receiver.ToOpen);
            configuration.WriteFile($"{one.Name}.gateway", one.Gateway.ToSeal);
            configuration.WriteFile($"{one.Name}.open", one.Gateway.ToOpen);
            secrets[$"{one.Name}-seal"] = new JsonObject { ["Source"] = "file", ["Path"] = $"{one.Name}.seal", ["Encoding"] = one.Receiver.Encoding };
            secrets[$"{one.Name}-open"] = new JsonObject { ["Source"] = "file", ["Path"] = $"{one.Name}.open", ["Encoding"] = one.Gateway.Encoding };
            routes[one.Name] = new JsonObject
            {
                ["Match"] = new JsonObject { ["Path"] = $"/{one.Name}" },
                ["Upstream"] = "report-server",
                ["Request"] = new JsonObject { ["Encrypt"] = one.Encrypt($"{one.Name}-seal") },
                ["Response"] = new JsonObject { ["Decrypt"] = one.Decrypt($"{one.Name}-open") },
            };
            var settings = JsonSerializer.SerializeToNode(one.Settings)!.AsObject();
            settings["library"] = one.Library;
            settings["ownKey"] = configuration.PathOf($"{one.Name}.own");
            settings["gatewayKey"] = configuration.PathOf($"{one.Name}.gateway");
            cases[one.Name] = settings;
            if (one.IsRewritten)
            {
                _rewritten.Add(one.Name);
            }
        }

        configuration.Root["Routes"] = routes;
        configuration.Root["Secrets"] = secrets;
        return cases;
    }
}
