using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Gateway.Tests.Shared;
using Gateway.Transforms.Secrets;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests;

/// <summary>A key seals only so many messages with AES-GCM: it is counted, said at half of them, and refused at all of them.</summary>
public sealed class KeyMessagesTests : GatewayTest
{
    private const long Half = 1L << 31;
    private const long All = 1L << 32;

    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task Key_HalfSpent_IsCountedAndSaidOnce()
    {
        var gateway = await StartSealingAsync();
        KeyOf(gateway).HasSealed(Half - 1);
        _clock.Advance(TimeSpan.FromMinutes(2));
        Warnings(gateway).ShouldBe(0);

        using (var response = await gateway.PostAsync(GoodReport))
        {
            response.EnsureSuccessStatusCode();
        }

        (await Scrape.ReadAsync(gateway)).Find("gateway_key_messages_total", ("secret", "pluginKey")).ShouldBe(Half);
        await Eventually.TrueAsync(
            () =>
            {
                _clock.Advance(TimeSpan.FromMinutes(1));
                return Warnings(gateway) > 0;
            },
            "the warning");
        using (var response = await gateway.PostAsync(GoodReport))
        {
            response.EnsureSuccessStatusCode();
        }

        for (var minute = 0; minute < 5; minute++)
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        Warnings(gateway).ShouldBe(1);
    }

    [Fact]
    public async Task Key_WhollySpent_SealsNoMore()
    {
        var gateway = await StartSealingAsync();
        KeyOf(gateway).HasSealed(All - 1);

        using (var last = await gateway.PostAsync(GoodReport))
        {
            last.EnsureSuccessStatusCode();
        }

        var sent = Upstream.Reports.Count;
        using var refused = await gateway.PostAsync(GoodReport);

        await refused.ShouldBeProblemAsync("secret-unavailable", 503);
        Upstream.Reports.Count.ShouldBe(sent);
        (await Scrape.ReadAsync(gateway)).Find("gateway_key_messages_total", ("secret", "pluginKey")).ShouldBe(All);
    }

    private static SecretHandle KeyOf(RunningGateway gateway) =>
        gateway.Services.GetRequiredService<SecretStore>().ReadKeyMessages().ShouldHaveSingleItem().Secret;

    private static int Warnings(RunningGateway gateway) => gateway.Log.Lines.Count(static line => line.Contains("\"event\":5001", StringComparison.Ordinal) && line.Contains("pluginKey", StringComparison.Ordinal));

    private async Task<RunningGateway> StartSealingAsync()
    {
        Configuration.Request["Encrypt"] = JsonNode.Parse("""{ "Envelope": "jwe", "Key": "pluginKey", "Algorithm": "dir", "Text": true }""");
        Configuration.Upstream["Timeout"] = "5m";
        Configuration.Upstream["TotalTimeout"] = "5m";
        var gateway = await StartGatewayAsync(_clock);
        using var response = await gateway.PostAsync(GoodReport);
        response.EnsureSuccessStatusCode();
        return gateway;
    }
}
