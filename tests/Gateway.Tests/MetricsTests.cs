using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Gateway.Egress;
using Gateway.Egress.Tls;
using Gateway.Tests.Harness;
using Gateway.Tests.Shared;
using Gateway.Transforms.Stages;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests;

/// <summary>What happens is counted, once, under the names and labels that docs/operations.md lists.</summary>
public sealed class MetricsTests : GatewayTest
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Report_ThatIsForwarded_IsCountedAndTimedOnce()
    {
        var gateway = await StartGatewayAsync();

        using (var response = await gateway.PostAsync(GoodReport))
        {
            response.EnsureSuccessStatusCode();
        }

        var scrape = await Scrape.UntilAsync(gateway, 1, "gateway_requests_total", ("route", "report"), ("outcome", "forwarded"));
        scrape.Find("gateway_requests_total", ("route", "report"), ("outcome", "failed")).ShouldBe(0, "a known series begins at zero");
        scrape.Find("gateway_request_duration_seconds_count", ("route", "report")).ShouldBe(1);
        scrape.Find("gateway_upstream_attempts_total", ("upstream", "report-server"), ("outcome", "2xx")).ShouldBe(1);
        scrape.Find("gateway_upstream_duration_seconds_count", ("upstream", "report-server")).ShouldBe(1);
        foreach (var stage in StageName.All.Except([StageName.Open]))
        {
            scrape.Find("gateway_stage_duration_seconds_count", ("stage", stage)).ShouldBe(1, stage);
        }

        scrape.Samples.ShouldNotContain(static sample => sample.Name == "gateway_rejections_total");
        scrape.Find(
            "http_server_request_duration_seconds_count",
            ("http_request_method", "POST"), ("http_response_status_code", "200"), ("http_route", "/report-ghosting")).ShouldBe(1);
        scrape.Find(
            "http_client_request_duration_seconds_count",
            ("http_request_method", "POST"), ("http_response_status_code", "200"), ("server_address", "localhost"), ("server_port", Port(Upstream))).ShouldBe(1);
    }

    [Theory]
    [InlineData("/report-ghosting", "{", "report", "malformed-body")]
    [InlineData("/report-ghosting", "{}", "report", "schema-violation")]
    [InlineData("/nowhere", "{}", "none", "route-not-found")]
    public async Task Report_ThatIsRefused_IsCountedByItsCode(string path, string body, string route, string code)
    {
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(body, path);

        var scrape = await Scrape.UntilAsync(gateway, 1, "gateway_rejections_total", ("route", route), ("code", code));
        scrape.Find("gateway_requests_total", ("route", route), ("outcome", "rejected")).ShouldBe(1);
        scrape.Samples.ShouldNotContain(static sample => sample.Name.StartsWith("gateway_upstream", StringComparison.Ordinal) && sample.Value > 0);
    }

    [Theory]
    [InlineData(204, "2xx", "forwarded")]
    [InlineData(302, "3xx", "forwarded")]
    [InlineData(404, "4xx", "failed")]
    [InlineData(503, "5xx", "failed")]
    public async Task Attempt_ThatIsAnswered_IsCountedByTheClassOfItsStatus(int status, string attempt, string outcome)
    {
        Upstream.AnswerWith(status, string.Empty);
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(GoodReport);

        await ShouldHaveEndedAsync(gateway, attempt, outcome);
    }

    [Fact]
    public async Task Attempt_AtAServerOfAnotherName_IsCountedUnderThatName()
    {
        await using var upstream = await ReportServer.StartAsync(Authority.Issue("reports.example.com"));
        Configuration.Upstream["Addresses"]![0] = upstream.Address;
        Configuration.Upstream["Tls"]!["ServerName"] = "reports.example.com";
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(GoodReport);

        var scrape = await ShouldHaveEndedAsync(gateway, "2xx", "forwarded");
        scrape.Samples.Where(static sample => sample.Name == "http_client_request_duration_seconds_count").ShouldHaveSingleItem()
            .Labels["server_address"].ShouldBe("reports.example.com");
    }

    [Fact]
    public async Task Attempt_WithoutAConnection_IsCounted()
    {
        await Upstream.DisposeAsync();
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(GoodReport);

        await ShouldHaveEndedAsync(gateway, AttemptOutcome.Connect, "failed");
    }

    [Fact]
    public async Task Attempt_AtAStranger_IsCounted()
    {
        Configuration.Upstream.Remove("Tls");
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(GoodReport);

        await ShouldHaveEndedAsync(gateway, PeerRefusal.IncompleteChain, "failed");
    }

    [Theory]
    [InlineData("HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n", AttemptOutcome.InvalidResponse)]
    [InlineData("nonsense\r\n\r\n", AttemptOutcome.InvalidResponse)]
    public async Task Attempt_WithoutARealAnswer_IsCounted(string answer, string attempt)
    {
        await using var upstream = new RawUpstream(Authority.Issue(), answer);
        Configuration.Upstream["Addresses"]![0] = upstream.Address;
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(GoodReport);

        await ShouldHaveEndedAsync(gateway, attempt, "failed");
    }

    [Fact]
    public async Task Attempt_ThatIsNotAnswered_IsCountedWithItsTime()
    {
        var clock = new ManualTimeProvider();
        var arrived = new TaskCompletionSource();
        Upstream.Answer = async context =>
        {
            arrived.SetResult();
            await UntilAbandonedAsync(context);
        };
        var gateway = await StartGatewayAsync(clock);

        var answer = gateway.PostAsync(GoodReport);
        await arrived.Task;
        clock.Advance(TimeSpan.FromSeconds(11));

        (await answer).Dispose();
        var scrape = await ShouldHaveEndedAsync(gateway, AttemptOutcome.Timeout, "failed");
        scrape.Find("gateway_upstream_duration_seconds_sum", ("upstream", "report-server")).ShouldNotBeNull().ShouldBeInRange(10, 11, "it ends while the clock is moved");
        scrape.Find("gateway_upstream_duration_seconds_bucket", ("upstream", "report-server"), ("le", "5.0")).ShouldBe(0);
        scrape.Find("gateway_upstream_duration_seconds_bucket", ("upstream", "report-server"), ("le", "30.0")).ShouldBe(1);
        scrape.Find("gateway_request_duration_seconds_sum", ("route", "report")).ShouldNotBeNull().ShouldBeInRange(10, 11);
    }

    [Fact]
    public async Task Report_WhoseCallerGoesAway_IsAborted()
    {
        var arrived = new TaskCompletionSource();
        Upstream.Answer = async context =>
        {
            arrived.SetResult();
            await UntilAbandonedAsync(context);
        };
        var gateway = await StartGatewayAsync();
        using (var client = await RawClient.ConnectAsync(gateway.DataAddress))
        {
            await client.SendAsync($"POST /report-ghosting HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {GoodReport.Length}\r\n\r\n{GoodReport}");
            await arrived.Task;
        }

        await ShouldHaveEndedAsync(gateway, AttemptOutcome.Aborted, "aborted");
    }

    [Fact]
    public async Task StreamedBody_OfACallerWhoBreaksOffTheFraming_IsTheCallersOutcome()
    {
        Configuration.WithPassThroughRoute();
        var gateway = await StartGatewayAsync();

        await RawClient.ExchangeAsync(gateway.DataAddress, "POST /plain/x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nnonsense\r\n");

        var scrape = await Scrape.UntilAsync(gateway, 1, "gateway_rejections_total", ("route", "plain"), ("code", "malformed-request"));
        scrape.Find("gateway_upstream_attempts_total", ("upstream", "report-server"), ("outcome", AttemptOutcome.Caller)).ShouldBe(1);
        scrape.Samples.ShouldNotContain(static sample => sample.Name == "gateway_stage_duration_seconds_count", "nothing is done to such a body");
    }

    [Fact]
    public async Task Reload_HoweverItEnds_IsCounted()
    {
        var clock = new ManualTimeProvider();
        var gateway = await StartGatewayAsync(clock);
        (await Scrape.ReadAsync(gateway)).Find("gateway_config_reloads_total", ("outcome", "success")).ShouldBe(0);

        Configuration.WithPassThroughRoute().Save();
        var scrape = await RoundsUntilAsync(gateway, clock, "gateway_config_reloads_total", ("outcome", "success"));
        scrape.Find("gateway_requests_total", ("route", "plain"), ("outcome", "forwarded")).ShouldBe(0);

        File.WriteAllText(Configuration.FilePath, "{");
        scrape = await RoundsUntilAsync(gateway, clock, "gateway_config_reloads_total", ("outcome", "refused"));
        scrape.Find("gateway_config_reloads_total", ("outcome", "success")).ShouldBe(1);
        scrape.Find("gateway_config_reloads_total", ("outcome", "fault")).ShouldBe(0);
    }

    [Fact]
    public async Task Secret_ThatIsRotated_IsYoungAgain()
    {
        var clock = new ManualTimeProvider();
        var gateway = await StartGatewayAsync(clock);
        clock.Advance(TimeSpan.FromMinutes(30));
        AgeOf("pluginKey", await Scrape.ReadAsync(gateway)).ShouldBeInRange(1800, 1860, "its file was written when the test began");

        Configuration.WriteFile("plugin_key", new string('a', 64));
        File.SetLastWriteTimeUtc(Configuration.PathOf("plugin_key"), clock.GetUtcNow().UtcDateTime);
        var scrape = await RoundsUntilAsync(gateway, clock, "gateway_secret_rotations_total", ("secret", "pluginKey"));

        AgeOf("pluginKey", scrape).ShouldBeLessThan(AgeOf("subscriptionKey", scrape) - 1700);
        AgeOf("subscriptionKey", scrape).ShouldBeGreaterThan(1800);
    }

    [Fact]
    public async Task Secret_ThatCannotBeReadAgain_IsCountedAndStaysInUse()
    {
        var clock = new ManualTimeProvider();
        var gateway = await StartGatewayAsync(clock);
        (await Scrape.ReadAsync(gateway)).Find("gateway_secret_refresh_failures_total", ("secret", "pluginKey")).ShouldBe(0);

        Configuration.WriteFile("plugin_key", "not hex");
        var scrape = await RoundsUntilAsync(gateway, clock, "gateway_secret_refresh_failures_total", ("secret", "pluginKey"));

        scrape.Find("gateway_secret_refresh_failures_total", ("secret", "subscriptionKey")).ShouldBe(0);
        scrape.Find("gateway_config_reloads_total", ("outcome", "refused")).ShouldBe(0, "the configuration is what it was");
        using var response = await gateway.PostAsync(GoodReport);
        response.EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task Secret_OfAConfigurationThatIsRefused_IsNoSeries()
    {
        var clock = new ManualTimeProvider();
        var gateway = await StartGatewayAsync(clock);

        Configuration.Root["Secrets"]!["canary"] = new System.Text.Json.Nodes.JsonObject { ["Source"] = "env", ["Name"] = "NOT_SET" };
        Configuration.Save();
        var scrape = await RoundsUntilAsync(gateway, clock, "gateway_config_reloads_total", ("outcome", "refused"));

        scrape.Text.ShouldNotContain("canary");
    }

    [Fact]
    public async Task Authorities_OfAnUpstream_TellWhenTheFirstOfThemEnds()
    {
        using var first = new TestAuthority("CN=Ends first", TimeSpan.FromDays(200));
        using var certificate = X509Certificate2.CreateFromPem(first.Pem);
        var clock = new ManualTimeProvider(new DateTimeOffset(certificate.NotAfter.ToUniversalTime()) - TimeSpan.FromMinutes(10));
        Configuration.WriteFile("ca.pem", $"{Authority.Pem}\n{first.Pem}");
        var gateway = await StartGatewayAsync(clock);

        ExpiryIn(await Scrape.ReadAsync(gateway)).ShouldBe(600);
        clock.Advance(TimeSpan.FromMinutes(15));

        ExpiryIn(await Scrape.ReadAsync(gateway)).ShouldBe(-300);

        static double? ExpiryIn(Scrape scrape) => scrape.Find("gateway_certificate_expiry_seconds", ("certificate", "upstream/report-server/authorities"));
    }

    [Fact]
    public async Task Build_IsThere()
    {
        var gateway = await StartGatewayAsync();

        var build = (await Scrape.ReadAsync(gateway)).Samples.Single(static sample => sample.Name == "gateway_build_info");

        build.Value.ShouldBe(1);
        build.Labels.ShouldHaveSingleItem().Key.ShouldBe("version");
        build.Labels["version"].ShouldMatch("^[0-9]+\\.[0-9]+\\.[0-9]+(-[0-9A-Za-z.]+)?$");
    }

    [Fact]
    public async Task Probes_AreNoTraffic()
    {
        var gateway = await StartGatewayAsync();

        foreach (var path in new[] { "/livez", "/readyz", "/metrics", "/elsewhere" })
        {
            using var response = await gateway.Client.GetAsync(new Uri(gateway.ManagementAddress, path));
        }

        var scrape = await Scrape.ReadAsync(gateway);
        scrape.Samples.ShouldNotContain(static sample => sample.Name.StartsWith("http_server_request_duration", StringComparison.Ordinal));
        scrape.Find("gateway_requests_total", ("route", "none"), ("outcome", "rejected")).ShouldBe(0);
    }

    [Fact]
    public async Task AnotherHostInTheProcess_IsNotHeard()
    {
        var gateway = await StartGatewayAsync();
        var another = await StartGatewayAsync();

        using var response = await another.PostAsync(GoodReport);
        await Scrape.UntilAsync(another, 1, "gateway_requests_total", ("route", "report"), ("outcome", "forwarded"));

        var scrape = await Scrape.ReadAsync(gateway);
        scrape.Find("gateway_requests_total", ("route", "report"), ("outcome", "forwarded")).ShouldBe(0);
        scrape.Samples.ShouldNotContain(static sample => sample.Name.StartsWith("http_", StringComparison.Ordinal) && sample.Name != "http_server_active_requests");
        scrape.Samples.Where(static sample => sample.Name == "kestrel_active_connections").Select(static sample => sample.Labels["server_port"])
            .ShouldAllBe(port => port == gateway.ManagementAddress.Port.ToString(CultureInfo.InvariantCulture));
    }

    private static async Task<Scrape> ShouldHaveEndedAsync(RunningGateway gateway, string attempt, string outcome)
    {
        var scrape = await Scrape.UntilAsync(gateway, 1, "gateway_requests_total", ("route", "report"), ("outcome", outcome));
        scrape.Find("gateway_upstream_attempts_total", ("upstream", "report-server"), ("outcome", attempt)).ShouldBe(1, scrape.Text);
        scrape.Find("gateway_upstream_duration_seconds_count", ("upstream", "report-server")).ShouldBe(1);
        return scrape;
    }

    private static async Task<Scrape> RoundsUntilAsync(RunningGateway gateway, ManualTimeProvider clock, string name, params (string Name, string Value)[] labels)
    {
        var scrape = await Scrape.ReadAsync(gateway);
        await Eventually.TrueAsync(
            async () =>
            {
                clock.Advance(Round);
                scrape = await Scrape.ReadAsync(gateway);
                return scrape.Find(name, labels) == 1;
            },
            () => $"{name} in\n{scrape.Text}");
        return scrape;
    }

    private static async Task UntilAbandonedAsync(HttpContext context)
    {
        var abandoned = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(abandoned.SetResult);
        await abandoned.Task;
    }

    private static double AgeOf(string secret, Scrape scrape) => scrape.Find("gateway_secret_age_seconds", ("secret", secret)).ShouldNotBeNull();

    private static string Port(ReportServer server) => server.Port.ToString(CultureInfo.InvariantCulture);
}
