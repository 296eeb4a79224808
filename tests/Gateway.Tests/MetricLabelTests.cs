using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Gateway.Egress;
using Gateway.Telemetry;
using Gateway.Telemetry.Metrics;
using Gateway.Tests.Harness;
using Gateway.Transforms.Exchange;
using Gateway.Transforms.Stages;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests;

/// <summary>Whatever a caller or a receiver sends, labels hold names from the configuration and words of closed lists.</summary>
public sealed class MetricLabelTests : GatewayTest
{
    private const string Canary = "canary7f3a";

    private static readonly string[] Statuses = [.. Enumerable.Range(100, 500).Select(static status => status.ToString(CultureInfo.InvariantCulture))];

    private static readonly string[] Methods = ["CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY", "TRACE", "_OTHER"];

    private static readonly string[] Codes = [.. typeof(RejectionCode).GetProperties()
        .Where(static property => property.PropertyType == typeof(RejectionCode))
        .Select(static property => ((RejectionCode)property.GetValue(null)!).Name)];

    [Fact]
    public async Task Labels_UnderRandomRequestsAndAnswers_StayInTheirLists()
    {
        // Bound to every address, so that the caller can choose which one it connects to.
        Configuration.Root["Listeners"]!["Data"] = new System.Text.Json.Nodes.JsonObject { ["Url"] = "http://0.0.0.0:0", ["AllowPlaintextFromNetwork"] = true };
        Configuration.WithPassThroughRoute().Root["Routes"]!["plain"]!["Response"] = new System.Text.Json.Nodes.JsonObject { ["Errors"] = "passthrough" };
        Upstream.Answer = static context =>
        {
            context.Response.StatusCode = RandomNumberGenerator.GetInt32(200, 600);
            context.Response.Headers["X-Answer"] = Canary;
            return Task.CompletedTask;
        };
        var gateway = await StartGatewayAsync();
        var before = await Scrape.ReadAsync(gateway);

        await Parallel.ForAsync(0, 300, async (i, _) => await RawClient.ExchangeAsync(AnyAddressOf(gateway, i), RandomRequest(gateway, i)));
        await RawClient.ExchangeAsync(gateway.ManagementAddress, $"GET /{Canary} HTTP/1.1\r\nHost: {Canary}\r\nConnection: close\r\n\r\n");

        var after = await Scrape.ReadAsync(gateway);
        var lists = ListsOf(gateway);
        foreach (var (name, value) in after.Samples.SelectMany(static sample => sample.Labels))
        {
            lists.ShouldContainKey(name);
            lists[name](value).ShouldBeTrue($"{name}={value} is in no list");
        }

        after.Text.ShouldNotContain(Canary, Case.Insensitive);
        after.Text.ShouldNotContain("overflow");
        after.Samples.Count.ShouldBeGreaterThan(before.Samples.Count, "the requests must have been seen");
        after.Samples.Where(static sample => sample.Name == "gateway_requests_total").Sum(static sample => sample.Value).ShouldBeGreaterThan(100);
        after.Samples.Select(static sample => sample.Labels.GetValueOrDefault("http_request_method")).ShouldContain("_OTHER");
    }

    [Fact]
    public void AttemptOutcome_OfEveryFailure_IsOnTheList()
    {
        foreach (var error in Enum.GetValues<HttpRequestError>())
        {
            var outcome = AttemptOutcome.Of(EgressFailure.Explain(new HttpRequestException(error, Canary)));

            AttemptOutcome.All.ShouldContain(outcome);
            outcome.ShouldNotBe(AttemptOutcome.Caller, error.ToString());
        }

        AttemptOutcome.Of(EgressFailure.Explain(new HttpRequestException(HttpRequestError.NameResolutionError))).ShouldBe(AttemptOutcome.Dns);
        AttemptOutcome.Of(EgressFailure.Explain(new HttpRequestException("", new DestinationRefusedException()))).ShouldBe(AttemptOutcome.DestinationRefused);
        AttemptOutcome.Of(new Rejection(RejectionCode.UpstreamFailed) { Reason = Canary }).ShouldBe(AttemptOutcome.Caller);
        Enumerable.Range(0, 1000).ShouldAllBe(static status => AttemptOutcome.All.Contains(AttemptOutcome.Of((System.Net.HttpStatusCode)status)));
    }

    [Fact]
    public async Task Series_BeyondTheLimit_AreAddedUpInOne()
    {
        const int Names = 5000;
        var gateway = await StartGatewayAsync();
        var meter = gateway.Services.GetRequiredService<GatewayMeter>();

        for (var i = 0; i < Names; i++)
        {
            meter.AttemptEnded(string.Create(CultureInfo.InvariantCulture, $"upstream-{i}"), "2xx", TimeSpan.Zero);
        }

        var attempts = (await Scrape.ReadAsync(gateway)).Samples.Where(static sample => sample.Name == "gateway_upstream_attempts_total").ToList();
        attempts.Count.ShouldBeInRange(100, 1000);
        attempts.Sum(static sample => sample.Value).ShouldBe(Names);
        attempts.Single(static sample => sample.Labels.ContainsKey("otel_metric_overflow")).Labels.ShouldBe(
            new Dictionary<string, string> { ["otel_metric_overflow"] = "true" });
    }

    private Dictionary<string, Func<string, bool>> ListsOf(RunningGateway gateway)
    {
        string[] routes = ["report", "plain", "none"];
        string[] ports = [$"{gateway.DataAddress.Port}", $"{gateway.ManagementAddress.Port}", $"{Upstream.Port}"];
        return new(StringComparer.Ordinal)
        {
            ["route"] = routes.Contains,
            ["outcome"] = value => RequestOutcome.All.Contains(value) || AttemptOutcome.All.Contains(value) || value is "success" or "refused" or "fault",
            ["code"] = Codes.Contains,
            ["stage"] = value => StageName.All.Contains(value),
            ["upstream"] = static value => value == "report-server",
            ["secret"] = static value => value is "pluginKey" or "subscriptionKey",
            ["certificate"] = static value => value == "upstream/report-server/authorities",
            ["version"] = static value => char.IsAsciiDigit(value[0]),
            ["le"] = static value => value == "+Inf" || double.TryParse(value, CultureInfo.InvariantCulture, out _),
            ["http_route"] = static value => value is "/report-ghosting" or "/plain/{**rest}",
            ["http_request_method"] = Methods.Contains,
            ["http_response_status_code"] = Statuses.Contains,
            ["error_type"] = static value => value.All(static c => char.IsAsciiLetter(c) || c is '_' or '.') || Statuses.Contains(value),
            ["server_address"] = static value => value == "localhost",
            ["server_port"] = ports.Contains,
            ["dns_question_name"] = static value => value == "localhost",
            ["gc_heap_generation"] = static value => value is "gen0" or "gen1" or "gen2" or "loh" or "poh",
            ["cpu_mode"] = static value => value is "user" or "system",
        };
    }

    /// <summary>Any of the loopback network's addresses leads to a listener that is bound to all.</summary>
    private static Uri AnyAddressOf(RunningGateway gateway, int i) =>
        new(string.Create(CultureInfo.InvariantCulture, $"http://127.{i % 7}.{i % 11}.{(i % 13) + 1}:{gateway.DataAddress.Port}"));

    private static string RandomRequest(RunningGateway gateway, int i)
    {
        string[] methods = ["GET", "POST", "PUT", "HEAD", "OPTIONS", "DELETE", "PATCH", "TRACE", "CONNECT", "QUERY", "post", $"{Canary}{i}", $"X-{Canary}"];
        string[] targets = ["/report-ghosting", $"/plain/{Canary}/{i}", $"/plain/{Canary}?{Canary}={i}", $"/{Canary}/{i}", $"http://{Canary}.example/{i}", "*", $"/plain/%2e%2e/{Canary}"];
        string[] hosts = ["x", $"{Canary}{i}.example", $"127.0.0.1:{i + 1}", $"{gateway.ManagementAddress.Authority}", ""];
        string[] types = ["application/json", $"application/{Canary}{i}", "text/plain"];
        string[] bodies = [GoodReport, "{}", $"{{\"{Canary}\":{i}}}", Canary];
        var body = Pick(bodies);
        var text = new StringBuilder($"{Pick(methods)} {Pick(targets)} HTTP/1.1\r\nHost: {Pick(hosts)}\r\nConnection: close\r\n");
        text.Append(CultureInfo.InvariantCulture, $"User-Agent: {Canary}{i}\r\nX-{Canary}: {Canary}\r\nOrigin: http://{Canary}.example\r\ntraceparent: 00-{Canary}-01\r\n");
        text.Append(CultureInfo.InvariantCulture, $"X-Forwarded-Proto: {Canary}\r\nX-Forwarded-Host: {Canary}\r\n");
        return text.Append(CultureInfo.InvariantCulture, $"Content-Type: {Pick(types)}\r\nContent-Length: {body.Length}\r\n\r\n{body}").ToString();

        static string Pick(string[] choices) => choices[RandomNumberGenerator.GetInt32(choices.Length)];
    }
}
