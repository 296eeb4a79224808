using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Gateway.Tests.Shared;

namespace Gateway.Tests.Egress;

/// <summary>
/// Each fault on the way, for each kind of request: what the caller gets, how often it was attempted and with what outcome, and how often the
/// receiver got the report. A cell reads: status, code and reason; the attempts' outcomes; deliveries.
/// </summary>
public sealed class FaultMatrixTests : FaultTest
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(100);

    /// <summary>How far the clock is moved at a time while an answer is awaited: far less than an attempt may take.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    /// <summary>One fault, then none.</summary>
    [Theory]
    [InlineData("reset at once", "x", "x", "x", "x")]
    [InlineData("nothing is read", "x", "x", "x", "x")]
    [InlineData("reset, request read", "x", "x", "x", "x")]
    [InlineData("close, request read", "x", "x", "x", "x")]
    [InlineData("stall, request read", "x", "x", "x", "x")]
    [InlineData("reset, request forwarded", "x", "x", "x", "x")]
    [InlineData("close, request forwarded", "x", "x", "x", "x")]
    [InlineData("stall before the head", "x", "x", "x", "x")]
    [InlineData("cut in the head", "x", "x", "x", "x")]
    [InlineData("stall in the head", "x", "x", "x", "x")]
    [InlineData("cut in the body, by length", "x", "x", "x", "x")]
    [InlineData("cut in the body, chunked", "x", "x", "x", "x")]
    [InlineData("drip, head", "x", "x", "x", "x")]
    [InlineData("drip, body", "x", "x", "x", "x")]
    [InlineData("early hints", "x", "x", "x", "x")]
    [InlineData("garbage", "x", "x", "x", "x")]
    [InlineData("head too large", "x", "x", "x", "x")]
    [InlineData("429", "x", "x", "x", "x")]
    [InlineData("500", "x", "x", "x", "x")]
    [InlineData("502", "x", "x", "x", "x")]
    [InlineData("503", "x", "x", "x", "x")]
    [InlineData("504", "x", "x", "x", "x")]
    [InlineData("429, 1", "x", "x", "x", "x")]
    [InlineData("429, 60", "x", "x", "x", "x")]
    [InlineData("503, 1", "x", "x", "x", "x")]
    [InlineData("503, 60", "x", "x", "x", "x")]
    [InlineData("503, date", "x", "x", "x", "x")]
    [InlineData("503, past date", "x", "x", "x", "x")]
    [InlineData("503, 99999999999", "x", "x", "x", "x")]
    [InlineData("503, soon", "x", "x", "x", "x")]
    public async Task Fault_ThatHappensOnce_EndsAsStated(string fault, string post, string keyed, string get, string streamed)
    {
        var clock = new ManualTimeProvider();
        SetUpstreams("Timeout", static () => "100s");
        SetUpstreams("TotalTimeout", static () => "250s");
        var gateway = await StartGatewayAsync(clock);
        Proxy.KeepsAlive = false;

        var cells = new List<string>();
        foreach (var kind in (IEnumerable<RequestKind>)[RequestKind.Post, RequestKind.Keyed, RequestKind.Get, RequestKind.Streamed])
        {
            Proxy.DoOnce(Faults.At(fault, clock));
            cells.Add(await ObserveAsync(gateway, kind, clock));
        }

        string.Join('\n', cells).ShouldBe(string.Join('\n', post, keyed, get, streamed));
    }

    [Theory]
    [InlineData("refused", "x", "x", "x", "x")]
    [InlineData("silent", "x", "x", "x", "x")]
    public async Task Address_ThatCannotBeConnectedTo_EndsAsStated(string fault, string post, string keyed, string get, string streamed)
    {
        using var dead = fault == "refused" ? DeadPort.Refusing() : await DeadPort.SilentAsync();
        var clock = new ManualTimeProvider();
        SetUpstreams("Addresses", () => new JsonArray(dead.Address, Proxy.Address));
        SetUpstreams("Timeout", static () => "100s");
        SetUpstreams("TotalTimeout", static () => "250s");
        SetUpstreams("ConnectTimeout", static () => "500ms");

        var cells = new List<string>();
        foreach (var kind in (IEnumerable<RequestKind>)[RequestKind.Post, RequestKind.Keyed, RequestKind.Get, RequestKind.Streamed])
        {
            // The first request of a gateway goes to the first address.
            await using var gateway = await RunningGateway.StartAsync(Configuration, clock);
            cells.Add(await ObserveAsync(gateway, kind, clock));
        }

        string.Join('\n', cells).ShouldBe(string.Join('\n', post, keyed, get, streamed));
    }

    private async Task<string> ObserveAsync(RunningGateway gateway, RequestKind kind, ManualTimeProvider clock)
    {
        var before = await CountAttemptsAsync(gateway);
        var delivered = Receiver.Reports.Count;
        var stalls = Proxy.Stalls;
        var lines = RequestLines(gateway).Count;
        var sending = SendAsync(gateway, kind);
        await Eventually.TrueAsync(
            () =>
            {
                var seen = stalls;
                stalls = Proxy.Stalls;
                clock.Advance(stalls > seen ? Timeout : Tick);
                return sending.IsCompleted;
            },
            "no answer");
        var status = await sending;
        await Eventually.TrueAsync(() => RequestLines(gateway).Count > lines, "no line in the log");
        var line = RequestLines(gateway)[^1];
        var after = await CountAttemptsAsync(gateway);
        var outcomes = after
            .Select(count => (count.Key, Times: count.Value - before.GetValueOrDefault(count.Key)))
            .Where(static count => count.Times > 0)
            .OrderByDescending(static count => count.Key, StringComparer.Ordinal)
            .ToList();
        line.GetProperty("attempts").GetInt32().ShouldBe((int)outcomes.Sum(static outcome => outcome.Times), "the log and the metrics count alike");
        var attempts = string.Join('+', outcomes.Select(static outcome => outcome.Times == 1 ? outcome.Key : string.Create(CultureInfo.InvariantCulture, $"{outcome.Times} {outcome.Key}")));
        var why = line.GetProperty("code").GetString() == "none" ? string.Empty : $" {line.GetProperty("code")} ({line.GetProperty("reason")})";
        return $"{status}{why}; {attempts}; {Receiver.Reports.Count - delivered}";
    }

    private static async Task<string> SendAsync(RunningGateway gateway, RequestKind kind)
    {
        using var message = kind.Message();
        using var response = await gateway.Client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
        var status = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
        var retryAfter = response.Headers.TryGetValues("Retry-After", out var values) ? $" after {values.Single()}" : string.Empty;
        try
        {
            var body = await response.Content.ReadAsStringAsync();
            if (response.IsSuccessStatusCode)
            {
                body.ShouldBe("""{"status":200,"message":"report ghosting done"}""");
            }
            else
            {
                body.ShouldNotContain("fault", Case.Insensitive);
            }
        }
        catch (HttpRequestException)
        {
            return $"{status} cut";
        }

        return status + retryAfter;
    }

    private static List<JsonElement> RequestLines(RunningGateway gateway) =>
        [.. gateway.Log.Lines.Select(static line => JsonSerializer.Deserialize<JsonElement>(line)).Where(static line => line.GetProperty("event").GetInt32() == 1001)];

    private static async Task<Dictionary<string, double>> CountAttemptsAsync(RunningGateway gateway)
    {
        var scrape = await Scrape.ReadAsync(gateway);
        return scrape.Samples
            .Where(static sample => sample.Name == "gateway_upstream_attempts_total")
            .GroupBy(static sample => sample.Labels["outcome"])
            .ToDictionary(static group => group.Key, static group => group.Sum(static sample => sample.Value));
    }
}
