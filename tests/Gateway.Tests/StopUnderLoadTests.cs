using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;

namespace Gateway.Tests;

/// <summary>
/// Stopped again and again in the middle of some 500 reports a second, by keep-alive connections and by connections for one request each. Every
/// report that found a listener has an answer, and the report server has those that were delivered, once each, and no others.
/// </summary>
[Collection(RunsAlone.Name)]
public sealed class StopUnderLoadTests : GatewayTest
{
    private const int Stops = 20;
    private const int Workers = 20;
    private const int Delivered = 200;
    private const int Draining = 503;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(40);

    private readonly ConcurrentQueue<string> _lost = new();
    private readonly ConcurrentDictionary<string, int> _answered = new();
    private TaskCompletionSource _refused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _holdsNext;
    private int _closing;

    [Fact]
    public async Task TwentyStops_UnderLoad_LoseNoReport()
    {
        Configuration.Root["Shutdown"] = JsonNode.Parse("""{ "Grace": "500ms" }""");
        var answer = Upstream.Answer;
        Upstream.Answer = async context =>
        {
            // So that some are in flight whenever it is.
            using var hold = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
            await hold.WaitForNextTickAsync();
            if (Interlocked.Exchange(ref _holdsNext, 0) == 1)
            {
                // In flight until somebody was refused: each stop has a time in which it drains.
                await _refused.Task;
            }

            await answer(context);
        };

        for (var stop = 0; stop < Stops; stop++)
        {
            await StopOnceAsync(stop);
        }

        _lost.ShouldBeEmpty();
        var seen = Upstream.Reports.Select(report => ReasonOf(report.Open(Configuration.PluginKey))).ToList();
        seen.Count.ShouldBe(seen.Distinct().Count(), "a report was delivered twice");
        seen.Order().ShouldBe(_answered.Where(static report => report.Value == Delivered).Select(static report => report.Key).Order());
        _answered.Values.Distinct().ShouldBeSubsetOf([Delivered, Draining]);
        _answered.Values.Count(static status => status == Draining).ShouldBeGreaterThanOrEqualTo(Stops, "no request came after the grace: the test shows less than it says");
        _closing.ShouldBeGreaterThan(Stops, "no request came during the grace: the test shows less than it says");
    }

    private async Task StopOnceAsync(int stop)
    {
        using var process = await GatewayProcess.StartAsync(Configuration);
        var before = _answered.Count;
        var workers = Enumerable.Range(0, Workers).Select(worker => Task.Run(() => SendAsync(process.DataAddress, $"{stop}-{worker}", keepAlive: worker % 4 != 0))).ToArray();
        await Eventually.TrueAsync(() => _answered.Count >= before + (5 * Workers), "load");

        _refused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _holdsNext, 1);
        await process.SignalAsync("TERM");

        await Task.WhenAll(workers);
        (await process.ExitAsync()).ShouldBe(0);
    }

    /// <summary>Sends reports until there is no listener any more.</summary>
    private async Task SendAsync(Uri address, string name, bool keepAlive)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address };
        client.DefaultRequestHeaders.ConnectionClose = !keepAlive;
        using var pace = new PeriodicTimer(Pace);
        for (var number = 0; await pace.WaitForNextTickAsync(); number++)
        {
            var id = $"{name}-{number}";
            try
            {
                await SendAsync(client, id);
            }
            catch (HttpRequestException failure) when (failure.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
            {
                return;
            }
            catch (HttpRequestException failure)
            {
                _lost.Enqueue($"{id} {(keepAlive ? "keep-alive" : "close")}: {failure}");
            }
        }
    }

    private async Task SendAsync(HttpClient client, string id)
    {
        using var content = new StringContent($$"""{"email":"ada@example.com","reason":"{{id}}","date":"2024-03-26"}""", Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri("/report-ghosting", UriKind.Relative), content);
        var body = await response.Content.ReadAsStringAsync();
        _answered[id] = (int)response.StatusCode;
        if (response.StatusCode != HttpStatusCode.OK)
        {
            body.ShouldContain("urn:gateway:problem:draining");
            response.Headers.ConnectionClose.ShouldBe(true);
            _refused.TrySetResult();
        }
        else if (response.Headers.ConnectionClose == true)
        {
            Interlocked.Increment(ref _closing);
        }
    }

    private static string ReasonOf(string report)
    {
        using var json = JsonDocument.Parse(report);
        return json.RootElement.GetProperty("reason").GetString()!;
    }
}
