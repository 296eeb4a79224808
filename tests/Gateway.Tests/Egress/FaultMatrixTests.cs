using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Gateway.Tests.Shared;

namespace Gateway.Tests.Egress;

/// <summary>
/// Each fault on the way, for each kind of request: what the caller gets, how often it was attempted and with what outcome, and how often the
/// receiver got the report. A cell reads: status, code and reason, and whether the caller is told when to come back; the attempts' outcomes, the last one
/// last; deliveries. Of a GET on a connection that was closed without a byte, the framework itself makes up to three further requests within the same attempt.
/// </summary>
public sealed class FaultMatrixTests : FaultTest
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(100);

    /// <summary>How far the clock is moved at a time while an answer is awaited: far less than an attempt may take.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    /// <summary>One fault, then none.</summary>
    [Theory]
    [InlineData("reset, nothing read",
        "502 upstream-failed (connection-lost); connection-lost; 0",
        "200; connection-lost+2xx; 1",
        "200; connection-lost+2xx; 1",
        "502 upstream-failed (connection-lost); connection-lost; 0")]
    [InlineData("stall, nothing read",
        "504 upstream-timeout (no answer in time); timeout; 0",
        "200; timeout+2xx; 1",
        "200; timeout+2xx; 1",
        "504 upstream-timeout (no answer in time); timeout; 0")]
    [InlineData("reset, request read",
        "502 upstream-failed (connection-lost); connection-lost; 0",
        "200; connection-lost+2xx; 1",
        "200; connection-lost+2xx; 1",
        "502 upstream-failed (connection-lost); connection-lost; 0")]
    [InlineData("close, request read",
        "502 upstream-failed (response-ended); response-ended; 0",
        "200; response-ended+2xx; 1",
        "200; 2xx; 1",
        "502 upstream-failed (response-ended); response-ended; 0")]
    [InlineData("stall, request read",
        "504 upstream-timeout (no answer in time); timeout; 0",
        "200; timeout+2xx; 1",
        "200; timeout+2xx; 1",
        "504 upstream-timeout (no answer in time); timeout; 0")]
    [InlineData("reset, request forwarded",
        "502 upstream-failed (connection-lost); connection-lost; 1",
        "200; connection-lost+2xx; 2",
        "200; connection-lost+2xx; 2",
        "502 upstream-failed (connection-lost); connection-lost; 1")]
    [InlineData("close, request forwarded",
        "502 upstream-failed (response-ended); response-ended; 1",
        "200; response-ended+2xx; 2",
        "200; 2xx; 2",
        "502 upstream-failed (response-ended); response-ended; 1")]
    [InlineData("stall before the head",
        "504 upstream-timeout (no answer in time); timeout; 1",
        "200; timeout+2xx; 2",
        "200; timeout+2xx; 2",
        "504 upstream-timeout (no answer in time); timeout; 1")]
    [InlineData("cut in the head",
        "502 upstream-failed (response-ended); response-ended; 1",
        "200; response-ended+2xx; 2",
        "200; response-ended+2xx; 2",
        "502 upstream-failed (response-ended); response-ended; 1")]
    [InlineData("stall in the head",
        "504 upstream-timeout (no answer in time); timeout; 1",
        "200; timeout+2xx; 2",
        "200; timeout+2xx; 2",
        "504 upstream-timeout (no answer in time); timeout; 1")]
    [InlineData("cut in the body, by length",
        "cut upstream-failed (ResponseBodyDestination); 2xx; 1",
        "cut upstream-failed (ResponseBodyDestination); 2xx; 1",
        "cut upstream-failed (ResponseBodyDestination); 2xx; 1",
        "cut upstream-failed (ResponseBodyDestination); 2xx; 1")]
    [InlineData("cut in the body, chunked",
        "cut upstream-failed (ResponseBodyDestination); 2xx; 1",
        "cut upstream-failed (ResponseBodyDestination); 2xx; 1",
        "cut upstream-failed (ResponseBodyDestination); 2xx; 1",
        "cut upstream-failed (ResponseBodyDestination); 2xx; 1")]
    [InlineData("drip, head",
        "200; 2xx; 1",
        "200; 2xx; 1",
        "200; 2xx; 1",
        "200; 2xx; 1")]
    [InlineData("drip, body",
        "200; 2xx; 1",
        "200; 2xx; 1",
        "200; 2xx; 1",
        "200; 2xx; 1")]
    [InlineData("early hints",
        "200; 2xx; 1",
        "200; 2xx; 1",
        "200; 2xx; 1",
        "200; 2xx; 1")]
    [InlineData("garbage",
        "502 upstream-failed (invalid-response); invalid-response; 0",
        "502 upstream-failed (invalid-response); invalid-response; 0",
        "502 upstream-failed (invalid-response); invalid-response; 0",
        "502 upstream-failed (invalid-response); invalid-response; 0")]
    [InlineData("head too large",
        "502 upstream-failed (response-head-too-large); response-head-too-large; 0",
        "502 upstream-failed (response-head-too-large); response-head-too-large; 0",
        "502 upstream-failed (response-head-too-large); response-head-too-large; 0",
        "502 upstream-failed (response-head-too-large); response-head-too-large; 0")]
    [InlineData("429",
        "200; 4xx+2xx; 1",
        "200; 4xx+2xx; 1",
        "200; 4xx+2xx; 1",
        "429 rate-limited (upstream); 4xx; 0")]
    [InlineData("500",
        "502 upstream-failed (500); 5xx; 0",
        "502 upstream-failed (500); 5xx; 0",
        "502 upstream-failed (500); 5xx; 0",
        "502 upstream-failed (500); 5xx; 0")]
    [InlineData("502",
        "502 upstream-failed (502); 5xx; 0",
        "200; 5xx+2xx; 1",
        "200; 5xx+2xx; 1",
        "502 upstream-failed (502); 5xx; 0")]
    [InlineData("503",
        "502 upstream-failed (503); 5xx; 0",
        "200; 5xx+2xx; 1",
        "200; 5xx+2xx; 1",
        "502 upstream-failed (503); 5xx; 0")]
    [InlineData("504",
        "502 upstream-failed (504); 5xx; 0",
        "200; 5xx+2xx; 1",
        "200; 5xx+2xx; 1",
        "502 upstream-failed (504); 5xx; 0")]
    [InlineData("429, 1",
        "200; 4xx+2xx; 1",
        "200; 4xx+2xx; 1",
        "200; 4xx+2xx; 1",
        "429 rate-limited (upstream), told when; 4xx; 0")]
    [InlineData("429, 60",
        "429 rate-limited (upstream), told when; 4xx; 0",
        "429 rate-limited (upstream), told when; 4xx; 0",
        "429 rate-limited (upstream), told when; 4xx; 0",
        "429 rate-limited (upstream), told when; 4xx; 0")]
    [InlineData("503, 1",
        "502 upstream-failed (503), told when; 5xx; 0",
        "200; 5xx+2xx; 1",
        "200; 5xx+2xx; 1",
        "502 upstream-failed (503), told when; 5xx; 0")]
    [InlineData("503, 60",
        "502 upstream-failed (503), told when; 5xx; 0",
        "502 upstream-failed (503), told when; 5xx; 0",
        "502 upstream-failed (503), told when; 5xx; 0",
        "502 upstream-failed (503), told when; 5xx; 0")]
    [InlineData("503, date",
        "502 upstream-failed (503), told when; 5xx; 0",
        "200; 5xx+2xx; 1",
        "200; 5xx+2xx; 1",
        "502 upstream-failed (503), told when; 5xx; 0")]
    [InlineData("503, past date",
        "502 upstream-failed (503), told when; 5xx; 0",
        "200; 5xx+2xx; 1",
        "200; 5xx+2xx; 1",
        "502 upstream-failed (503), told when; 5xx; 0")]
    [InlineData("503, 99999999999",
        "502 upstream-failed (503), told when; 5xx; 0",
        "502 upstream-failed (503), told when; 5xx; 0",
        "502 upstream-failed (503), told when; 5xx; 0",
        "502 upstream-failed (503), told when; 5xx; 0")]
    [InlineData("503, soon",
        "502 upstream-failed (503); 5xx; 0",
        "200; 5xx+2xx; 1",
        "200; 5xx+2xx; 1",
        "502 upstream-failed (503); 5xx; 0")]
    public async Task Fault_ThatHappensOnce_EndsAsStated(string fault, string post, string keyed, string get, string streamed)
    {
        var clock = new ManualTimeProvider();
        var gateway = await StartPatientGatewayAsync(clock);

        var cells = await ObserveAllAsync(gateway, clock, () => Proxy.DoOnce(Faults.At(fault, clock)));

        cells.ShouldBe(string.Join('\n', post, keyed, get, streamed));
    }

    [Theory]
    [InlineData("refused",
        "200; connect+2xx; 1",
        "200; connect+2xx; 1",
        "200; connect+2xx; 1",
        "200; connect+2xx; 1")]
    [InlineData("silent",
        "200; connect-timeout+2xx; 1",
        "200; connect-timeout+2xx; 1",
        "200; connect-timeout+2xx; 1",
        "200; connect-timeout+2xx; 1")]
    public async Task Address_ThatCannotBeConnectedTo_EndsAsStated(string fault, string post, string keyed, string get, string streamed)
    {
        using var dead = fault == "refused" ? DeadPort.Refusing() : await DeadPort.SilentAsync();
        var clock = new ManualTimeProvider();
        SetUpstreams("Addresses", () => new JsonArray(dead.Address, Proxy.Address));
        SetUpstreams("Timeout", static () => "100s");
        SetUpstreams("TotalTimeout", static () => "300s");
        SetUpstreams("ConnectTimeout", static () => "500ms");

        var cells = new List<string>();
        foreach (var kind in RequestKind.All)
        {
            // The first request of a gateway goes to the first address.
            await using var gateway = await RunningGateway.StartAsync(Configuration, clock);
            cells.Add(await ObserveAsync(gateway, () => SendAsync(gateway, kind), clock));
        }

        string.Join('\n', cells).ShouldBe(string.Join('\n', post, keyed, get, streamed));
    }

    /// <summary>The same fault at each attempt.</summary>
    [Theory]
    [InlineData("reset, request read",
        "502 upstream-failed (connection-lost); connection-lost; 0",
        "502 upstream-failed (connection-lost); 3 connection-lost; 0",
        "502 upstream-failed (connection-lost); 3 connection-lost; 0",
        "502 upstream-failed (connection-lost); connection-lost; 0")]
    [InlineData("cut in the head",
        "502 upstream-failed (response-ended); response-ended; 1",
        "502 upstream-failed (response-ended); 3 response-ended; 3",
        "502 upstream-failed (response-ended); 3 response-ended; 3",
        "502 upstream-failed (response-ended); response-ended; 1")]
    [InlineData("close, request forwarded",
        "502 upstream-failed (response-ended); response-ended; 1",
        "502 upstream-failed (response-ended); 3 response-ended; 3",
        "502 upstream-failed (response-ended); 3 response-ended; 12",
        "502 upstream-failed (response-ended); response-ended; 1")]
    [InlineData("stall before the head",
        "504 upstream-timeout (no answer in time); timeout; 1",
        "504 upstream-timeout (no answer in time); 3 timeout; 3",
        "504 upstream-timeout (no answer in time); 3 timeout; 3",
        "504 upstream-timeout (no answer in time); timeout; 1")]
    [InlineData("429",
        "429 rate-limited (upstream); 3 4xx; 0",
        "429 rate-limited (upstream); 3 4xx; 0",
        "429 rate-limited (upstream); 3 4xx; 0",
        "429 rate-limited (upstream); 4xx; 0")]
    [InlineData("503",
        "502 upstream-failed (503); 5xx; 0",
        "502 upstream-failed (503); 3 5xx; 0",
        "502 upstream-failed (503); 3 5xx; 0",
        "502 upstream-failed (503); 5xx; 0")]
    [InlineData("garbage",
        "502 upstream-failed (invalid-response); invalid-response; 0",
        "502 upstream-failed (invalid-response); invalid-response; 0",
        "502 upstream-failed (invalid-response); invalid-response; 0",
        "502 upstream-failed (invalid-response); invalid-response; 0")]
    public async Task Fault_ThatStays_EndsAsStated(string fault, string post, string keyed, string get, string streamed)
    {
        var clock = new ManualTimeProvider();
        var gateway = await StartPatientGatewayAsync(clock);
        Proxy.Choose = request => request is null ? null : Faults.At(fault, clock);

        (await ObserveAllAsync(gateway, clock)).ShouldBe(string.Join('\n', post, keyed, get, streamed));
    }

    /// <summary>Without a length either, as no client library sends it.</summary>
    [Theory]
    [InlineData("refused", "200; connect+2xx; 1")]
    [InlineData("reset, request read", "502 upstream-failed (connection-lost); connection-lost; 0")]
    [InlineData("close, request forwarded", "502 upstream-failed (response-ended); response-ended; 1")]
    public async Task PostWithoutABody_IsRepeatedOnlyIfItCannotHaveBeenProcessed(string fault, string cell)
    {
        using var dead = DeadPort.Refusing();
        var clock = new ManualTimeProvider();
        if (fault == "refused")
        {
            SetUpstreams("Addresses", () => new JsonArray(dead.Address, Proxy.Address));
        }
        else
        {
            Proxy.DoOnce(Faults.At(fault, clock));
        }

        var gateway = await StartPatientGatewayAsync(clock);

        (await ObserveAsync(gateway, () => SendBareAsync(gateway), clock)).ShouldBe(cell);
    }

    private async Task<RunningGateway> StartPatientGatewayAsync(ManualTimeProvider clock)
    {
        SetUpstreams("Timeout", static () => "100s");
        SetUpstreams("TotalTimeout", static () => "300s");
        Proxy.KeepsAlive = false;
        return await StartGatewayAsync(clock);
    }

    private async Task<string> ObserveAllAsync(RunningGateway gateway, ManualTimeProvider clock, Action? before = null)
    {
        var cells = new List<string>();
        foreach (var kind in RequestKind.All)
        {
            before?.Invoke();
            cells.Add(await ObserveAsync(gateway, () => SendAsync(gateway, kind), clock));
        }

        return string.Join('\n', cells);
    }

    private async Task<string> ObserveAsync(RunningGateway gateway, Func<Task<(string Status, bool IsToldWhen)>> send, ManualTimeProvider clock)
    {
        var before = await CountAttemptsAsync(gateway);
        var delivered = Receiver.Reports.Count;
        var stalls = Proxy.Stalls;
        var lines = RequestLines(gateway).Count;
        var sending = send();
        await Eventually.TrueAsync(
            () =>
            {
                var seen = stalls;
                stalls = Proxy.Stalls;
                clock.Advance(stalls > seen ? Timeout : Tick);
                return sending.IsCompleted;
            },
            "no answer");
        var (status, isToldWhen) = await sending;
        await Eventually.TrueAsync(() => RequestLines(gateway).Count > lines, "no line in the log");
        var line = RequestLines(gateway)[^1];
        var after = await CountAttemptsAsync(gateway);
        var outcomes = after
            .Select(count => (count.Key, Times: count.Value - before.GetValueOrDefault(count.Key)))
            .Where(static count => count.Times > 0)
            .OrderBy(static count => count.Key == "2xx")
            .ToList();
        line.GetProperty("attempts").GetInt32().ShouldBe((int)outcomes.Sum(static outcome => outcome.Times), "the log and the metrics count alike");
        var attempts = string.Join('+', outcomes.Select(static outcome => outcome.Times == 1 ? outcome.Key : string.Create(CultureInfo.InvariantCulture, $"{outcome.Times} {outcome.Key}")));
        var why = line.GetProperty("code").GetString() == "none" ? string.Empty : $" {line.GetProperty("code")} ({line.GetProperty("reason")})";
        return $"{status}{why}{(isToldWhen ? ", told when" : string.Empty)}; {attempts}; {Receiver.Reports.Count - delivered}";
    }

    private static async Task<(string Status, bool IsToldWhen)> SendBareAsync(RunningGateway gateway)
    {
        var answer = await RawClient.ExchangeAsync(gateway.DataAddress, "POST /plain/bare HTTP/1.1\r\nHost: x\r\n\r\n");
        return (answer.Split(' ')[1], answer.Contains("Retry-After", StringComparison.Ordinal));
    }

    private static async Task<(string Status, bool IsToldWhen)> SendAsync(RunningGateway gateway, RequestKind kind)
    {
        using var message = kind.Message();
        try
        {
            using var response = await gateway.Client.SendAsync(message);
            var body = await response.Content.ReadAsStringAsync();
            if (response.IsSuccessStatusCode)
            {
                body.ShouldBe("""{"status":200,"message":"report ghosting done"}""");
            }
            else
            {
                body.ShouldContain("urn:gateway:problem:");
                body.ShouldNotContain("fault");
            }

            return (((int)response.StatusCode).ToString(CultureInfo.InvariantCulture), response.Headers.Contains("Retry-After"));
        }
        catch (HttpRequestException)
        {
            return ("cut", false);
        }
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
