using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Egress;

/// <summary>Many reports over a bad way: nothing is delivered twice that the receiver would not know again, everybody is answered, and all counts agree.</summary>
[Collection(RunsAlone.Name)]
public sealed class ManyFaultsTests : FaultTest
{
    private const int Reports = 10_000;
    private const int AtATime = 32;
    private const int FaultPercent = 20;
    private const int Seed = 20240326;

    /// <summary>Each of these ends without a whole answer of the receiver.</summary>
    private static readonly string[] Broken =
    [
        "reset, request read", "close, request read", "reset, request forwarded", "close, request forwarded", "cut in the head", "garbage", "429", "502", "503", "504",
        "429, 0", "503, 0",
    ];

    private static readonly string[] Cut = ["cut in the body, by length", "cut in the body, chunked"];

    private static readonly string[] Odd = ["drip, body", "early hints"];

    private readonly ConcurrentDictionary<string, int> _done = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ReportsOverABadWay_AreAnswered_AndDeliveredOnceOrKnownAgain(bool isKnownAgain)
    {
        using var dead = DeadPort.Refusing();
        SetUpstreams("Addresses", () => new JsonArray(Proxy.Address, dead.Address));
        var gateway = await StartGatewayAsync();
        BreakTheWay();
        var kind = isKnownAgain ? RequestKind.Keyed : RequestKind.Post;

        var answers = new ConcurrentDictionary<string, int>();
        var thanked = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(Enumerable.Range(0, Reports), new ParallelOptions { MaxDegreeOfParallelism = AtATime }, async (number, _) =>
        {
            var id = number.ToString(CultureInfo.InvariantCulture);
            var answer = await SendAsync(gateway, kind, id);
            answers.AddOrUpdate(answer, 1, static (_, count) => count + 1);
            if (answer == "200")
            {
                thanked.Add(id);
            }
        });

        var received = Receiver.Reports.ToLookup(report => IdOf(report), StringComparer.Ordinal);
        var story = string.Join(", ", answers.Concat(_done).Select(static count => $"{count.Key}: {count.Value}"));
        TestContext.Current.TestOutputHelper!.WriteLine($"{story}; received {Proxy.Received}, forwarded {Proxy.Forwarded}, reports {received.Count}");

        answers.Values.Sum().ShouldBe(Reports);
        answers.Keys.ShouldBeSubsetOf(["200", "cut", "upstream-failed", "upstream-unavailable", "rate-limited"], story);
        answers["200"].ShouldBe(CountOf("none") + Odd.Sum(CountOf), story);
        answers.GetValueOrDefault("cut").ShouldBe(Cut.Sum(CountOf), "an answer that breaks off is not ended as if it were whole");
        _done.Values.Sum().ShouldBe(Proxy.Received);
        Receiver.Reports.Count.ShouldBe(Proxy.Forwarded);
        thanked.Count(id => !received.Contains(id)).ShouldBe(0, "who is told that it is done is told the truth");
        await ShouldCountAttemptsAsync(gateway);
        if (isKnownAgain)
        {
            received.Count(static reports => reports.Count() > 1).ShouldBeGreaterThan(Reports * FaultPercent / 1000, "some were repeated");
            received.Count(static reports => reports.Select(KeyOf).Distinct().Count() != 1).ShouldBe(0, "every attempt carries the same key");
            received.Select(static reports => KeyOf(reports.First())).Distinct().Count().ShouldBe(received.Count, "a key is one report's");
        }
        else
        {
            received.Count(static reports => reports.Count() > 1).ShouldBe(0, "no report is delivered twice");
        }

        Receiver.Reports.Count(static report => report.Headers["subscriptionKey"] != TestConfiguration.SubscriptionKey).ShouldBe(0);
        Receiver.Reports.Select(static report => report.Iv).Distinct().Count().ShouldBe(Receiver.Reports.Count);
    }

    private int CountOf(string fault) => _done.GetValueOrDefault(fault);

    private void BreakTheWay()
    {
        string[] names = [.. Broken, .. Cut, .. Odd];
        var faults = names.ToDictionary(static name => name, static name => Faults.At(name, TimeProvider.System), StringComparer.Ordinal);
        var number = Seed;
        Proxy.Choose = request =>
        {
            if (request is null)
            {
                return null;
            }

            var chance = Scatter((uint)Interlocked.Increment(ref number));
            var name = chance % 100 < FaultPercent ? names[chance / 100 % names.Length] : "none";
            _done.AddOrUpdate(name, 1, static (_, count) => count + 1);
            return faults.GetValueOrDefault(name);
        };
    }

    /// <summary>By chance, but by the same in every run (the finaliser of MurmurHash3).</summary>
    private static uint Scatter(uint number)
    {
        number = (number ^ (number >> 16)) * 0x85EBCA6B;
        number = (number ^ (number >> 13)) * 0xC2B2AE35;
        return number ^ (number >> 16);
    }

    private static async Task<string> SendAsync(RunningGateway gateway, RequestKind kind, string id)
    {
        using var message = kind.Message($$"""{"email":"ada@example.com","reason":"{{id}}","date":"2024-03-26"}""");
        try
        {
            using var response = await gateway.Client.SendAsync(message);
            var body = await response.Content.ReadAsStringAsync();
            if (response.IsSuccessStatusCode)
            {
                body.ShouldBe("""{"status":200,"message":"report ghosting done"}""");
                return "200";
            }

            response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
            return JsonSerializer.Deserialize<JsonElement>(body).GetProperty("code").GetString()!;
        }
        catch (HttpRequestException)
        {
            return "cut";
        }
    }

    private string IdOf(ReceivedReport report) =>
        JsonSerializer.Deserialize<JsonElement>(report.Open(Configuration.PluginKey)).GetProperty("reason").GetString()!;

    private static string KeyOf(ReceivedReport report) => report.Headers[IdempotencyHeader];

    /// <summary>What was attempted is what the proxy got, and what could not be connected to.</summary>
    private async Task ShouldCountAttemptsAsync(RunningGateway gateway)
    {
        var scrape = await Scrape.ReadAsync(gateway);
        var attempts = scrape.Samples
            .Where(static sample => sample.Name == "gateway_upstream_attempts_total")
            .ToDictionary(static sample => sample.Labels["outcome"], static sample => sample.Value);
        attempts.ShouldContainKey("connect");
        attempts.Where(static attempt => attempt.Key != "connect").Sum(static attempt => attempt.Value).ShouldBe(Proxy.Received);
        attempts["2xx"].ShouldBe(CountOf("none") + Odd.Sum(CountOf) + Cut.Sum(CountOf));
        attempts["invalid-response"].ShouldBe(CountOf("garbage"));
    }
}
