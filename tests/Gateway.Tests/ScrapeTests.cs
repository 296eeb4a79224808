using System.Globalization;
using System.Net;
using Gateway.Telemetry.Metrics;
using Gateway.Tests.Harness;
using Gateway.Tests.Shared;
using Gateway.Transforms.Exchange;
using Gateway.Transforms.Stages;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests;

/// <summary><c>/metrics</c> answers on the management listener alone, in the format that is asked for, and nothing that a reader does hurts.</summary>
public sealed class ScrapeTests : GatewayTest
{
    private const string Classic = "text/plain; version=0.0.4; charset=utf-8";
    private const string OpenMetrics = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private static readonly string[] Stages = [.. StageName.All];

    [Theory]
    [InlineData("*/*", Classic)]
    [InlineData("application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1", OpenMetrics)]
    [InlineData("application/openmetrics-text;version=1.0.0;q=0.1,text/plain;version=0.0.4", Classic)]
    public async Task Metrics_OverABareSocket_AreInTheFormatThatIsAskedFor(string accept, string type)
    {
        var gateway = await StartGatewayAsync();

        var answer = await RawClient.ExchangeAsync(gateway.ManagementAddress, $"GET /metrics HTTP/1.1\r\nHost: x\r\nAccept: {accept}\r\n\r\n");

        var head = answer[..answer.IndexOf("\r\n\r\n", StringComparison.Ordinal)];
        var body = answer[(head.Length + 4)..];
        head.ShouldStartWith("HTTP/1.1 200 OK\r\n");
        head.ShouldContain($"\r\nContent-Type: {type}\r\n");
        head.ShouldContain($"\r\nContent-Length: {body.Length}\r\n");
        head.ShouldContain("\r\nCache-Control: no-store\r\n");
        head.ShouldContain("\r\nVary: Accept");
        body.EndsWith("\n# EOF\n", StringComparison.Ordinal).ShouldBe(type == OpenMetrics);
        body.ShouldContain($"\n# TYPE gateway_requests{(type == OpenMetrics ? "" : "_total")} counter\n");
        Scrape.Of(body).Find("gateway_build_info", ("version", Scrape.Of(body).Samples.Single(static sample => sample.Name == "gateway_build_info").Labels["version"])).ShouldBe(1);
    }

    [Fact]
    public async Task Metrics_AskedForTheHeadAlone_HaveNoBody()
    {
        var gateway = await StartGatewayAsync();

        var answer = await SayAsync(gateway.ManagementAddress, "HEAD /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        answer.ShouldStartWith("HTTP/1.1 200 OK\r\n");
        answer.ShouldMatch("\r\nContent-Length: [1-9][0-9]+\r\n");
        answer.ShouldEndWith("\r\n\r\n");
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task Metrics_ByAnotherMethod_AreRefused(string method)
    {
        var gateway = await StartGatewayAsync();

        var answer = await RawClient.ExchangeAsync(gateway.ManagementAddress, $"{method} /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");

        answer.ShouldStartWith("HTTP/1.1 405 ");
        answer.ShouldContain("\r\nAllow: GET, HEAD\r\n");
    }

    [Fact]
    public async Task Metrics_OnTheDataListener_AreNotThere()
    {
        var gateway = await StartGatewayAsync();

        var answer = await RawClient.ExchangeAsync(
            gateway.DataAddress, $"GET /metrics HTTP/1.1\r\nHost: {gateway.ManagementAddress.Authority}\r\nConnection: close\r\n\r\n");

        answer.ShouldStartWith("HTTP/1.1 404 ");
        answer.ShouldContain("route-not-found");
        answer.ShouldNotContain("gateway_");
    }

    [Fact]
    public async Task Scrapes_BesideOneAnother_AreEachWholeOrToldToComeAgain()
    {
        var gateway = await StartGatewayAsync();
        using var response = await gateway.PostAsync(GoodReport);

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(async i =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway.ManagementAddress, "/metrics"));
            request.Headers.TryAddWithoutValidation("Accept", i % 2 == 0 ? "text/plain" : "application/openmetrics-text");
            using var answer = await gateway.Client.SendAsync(request);
            return (answer.StatusCode, Asked: i, Text: await answer.Content.ReadAsStringAsync());
        }));

        foreach (var (status, asked, text) in answers)
        {
            status.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable);
            if (status == HttpStatusCode.OK)
            {
                Scrape.Of(text).Samples.ShouldContain(static sample => sample.Name == "dotnet_process_cpu_time_seconds_total");
                text.EndsWith("# EOF\n", StringComparison.Ordinal).ShouldBe(asked % 2 == 1);
            }
        }

        answers.ShouldContain(static answer => answer.StatusCode == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Readers_WhoDoNotRead_AreBoundedAndHoldUpNoReport()
    {
        const int Most = 4;
        var gateway = await StartGatewayAsync();
        AddSeries(gateway);
        var readers = new List<RawClient>();
        try
        {
            for (var i = 0; i < Most; i++)
            {
                // The head is read: the text is rendered by then, and larger than what the buffers between here and there hold.
                var reader = await RawClient.ConnectAsync(gateway.ManagementAddress, receiveBuffer: 4096);
                readers.Add(reader);
                await reader.SendAsync("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
                await reader.Stream.ReadExactlyAsync(new byte[16]);
            }

            var refused = await RawClient.ExchangeAsync(gateway.ManagementAddress, "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
            refused[..13].ShouldBe("HTTP/1.1 503 ");
            refused.ShouldContain("\r\nRetry-After: 1\r\n");

            using var response = await gateway.PostAsync(GoodReport);
            response.EnsureSuccessStatusCode();
        }
        finally
        {
            readers.ForEach(static reader => reader.Dispose());
        }

        await Eventually.TrueAsync(
            async () => (await RawClient.ExchangeAsync(gateway.ManagementAddress, "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")).StartsWith("HTTP/1.1 200", StringComparison.Ordinal)
                && (await gateway.Client.GetAsync(new Uri(gateway.ManagementAddress, "/metrics"))).StatusCode == HttpStatusCode.OK,
            static () => "a reader that has gone must give its place back");
        gateway.Log.Text.ShouldNotContain("\"level\":\"error\"", Case.Sensitive, "a reader that goes away is no fault");
    }

    [Fact]
    public async Task Reader_WhoDoesNotRead_IsCutWhenAScrapeShouldBeOver()
    {
        var clock = new ManualTimeProvider();
        var gateway = await StartGatewayAsync(clock);
        AddSeries(gateway);
        using var reader = await RawClient.ConnectAsync(gateway.ManagementAddress, receiveBuffer: 4096);
        await reader.SendAsync("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
        await reader.Stream.ReadExactlyAsync(new byte[16]);
        await Eventually.TrueAsync(() => clock.TimersDueWithin(TimeSpan.FromSeconds(10)) > 0, "its time is measured");

        clock.Advance(TimeSpan.FromSeconds(10));

        var read = await reader.ReadToEndAsync();
        var whole = await RawClient.ExchangeAsync(gateway.ManagementAddress, "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
        read.Length.ShouldBeLessThan(whole.Length - 16);
    }

    [Fact]
    public async Task Recording_OfAWholeRequest_AllocatesNothing()
    {
        var gateway = await StartGatewayAsync();
        var meter = gateway.Services.GetRequiredService<GatewayMeter>();
        var stages = gateway.Services.GetRequiredService<StageMeter>();
        for (var i = 0; i < 1000; i++)
        {
            Record();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            Record();
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        var scrape = await Scrape.ReadAsync(gateway);
        scrape.Find("gateway_requests_total", ("route", "report"), ("outcome", "failed")).ShouldBe(2000, "what is measured must be what is counted");
        scrape.Find("gateway_stage_duration_seconds_count", ("stage", "seal")).ShouldBe(2000);

        void Record()
        {
            var began = stages.Begin();
            foreach (var stage in Stages)
            {
                began = stages.End(stage, began);
            }

            meter.AttemptEnded("report-server", "5xx", TimeSpan.FromMilliseconds(3));
            meter.RequestEnded("report", "failed", RejectionCode.UpstreamFailed, TimeSpan.FromMilliseconds(4));
        }
    }

    /// <summary>Makes the text larger than what the system's buffers hold for a reader: some ten megabytes.</summary>
    private static void AddSeries(RunningGateway gateway)
    {
        var meter = gateway.Services.GetRequiredService<GatewayMeter>();
        for (var i = 0; i < 60; i++)
        {
            meter.AttemptEnded(string.Create(CultureInfo.InvariantCulture, $"{new string('u', 9000)}-{i}"), "2xx", TimeSpan.Zero);
        }
    }

    private static async Task<string> SayAsync(Uri address, string request)
    {
        using var client = await RawClient.ConnectAsync(address);
        await client.SendAsync(request);
        return await client.ReadToEndAsync();
    }
}
