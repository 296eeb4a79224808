using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Gateway.Tests.Shared;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Answers;

/// <summary>During a rotation answers under the key before are opened, and nothing is sealed with it any more.</summary>
public sealed class KeyRotationTests : AnswerTest
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);

    private readonly byte[] _next = RandomNumberGenerator.GetBytes(32);

    [Theory]
    [InlineData("jwe")]
    [InlineData("aes-cbc")]
    public async Task Rotation_ByReload_OpensUnderBothKeysAndCountsTheOldOne(string format)
    {
        var clock = new ManualTimeProvider();
        Open(format == "jwe" ? Jwe : """{ "Envelope": "report-ghosting", "Key": "pluginKey" }""");
        Configuration.Upstream["Timeout"] = "5m";
        Configuration.Upstream["TotalTimeout"] = "5m";
        var gateway = await StartGatewayAsync(clock);
        await ShouldOpenAsync(gateway, Seal(Key));
        await ShouldRefuseAsync(gateway, Seal(_next));

        await RotateAsync(gateway, clock);

        (await Scrape.ReadAsync(gateway)).Find("gateway_previous_key_used_total", ("secret", "oldKey")).ShouldBe(0);
        await ShouldOpenAsync(gateway, Seal(_next));
        (await Scrape.ReadAsync(gateway)).Find("gateway_previous_key_used_total", ("secret", "oldKey")).ShouldBe(0);
        await ShouldOpenAsync(gateway, Seal(Key));
        (await Scrape.ReadAsync(gateway)).Find("gateway_previous_key_used_total", ("secret", "oldKey")).ShouldBe(1);
        await ShouldRefuseAsync(gateway, Seal(RandomNumberGenerator.GetBytes(32)));
        Upstream.Reports.Last().Open(_next).ShouldBe(GoodReport, "sealing uses the current key alone");

        string Seal(byte[] key) => format == "jwe" ? SealedAnswer.Dir(key, Plaintext) : SealedAnswer.Cbc(key, Plaintext);
    }

    [Fact]
    public async Task Previous_OfThePrevious_IsTriedToo()
    {
        var oldest = RandomNumberGenerator.GetBytes(32);
        Open(Jwe);
        AddKey("oldest", oldest);
        AddKey("oldKey", _next)["Previous"] = "oldest";
        Configuration.Root["Secrets"]!["pluginKey"]!["Previous"] = "oldKey";
        var gateway = await StartGatewayAsync();

        await ShouldOpenAsync(gateway, SealedAnswer.Dir(oldest, Plaintext));

        var scrape = await Scrape.ReadAsync(gateway);
        scrape.Find("gateway_previous_key_used_total", ("secret", "oldest")).ShouldBe(1);
        scrape.Find("gateway_previous_key_used_total", ("secret", "oldKey")).ShouldBe(0);
    }

    [Theory]
    [InlineData("jwe")]
    [InlineData("aes-cbc")]
    public async Task Key_ReplacedWhileTheAnswerIsUnderWay_OpensItAllTheSame_AndIsNotKeptForTheNext(string format)
    {
        Open(format == "jwe" ? Jwe : """{ "Envelope": "report-ghosting", "Key": "pluginKey" }""");
        var gateway = await StartGatewayAsync();
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var rotated = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Upstream.Answer = async context =>
        {
            arrived.TrySetResult();
            await rotated.Task;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(format == "jwe" ? SealedAnswer.Dir(Key, Plaintext) : SealedAnswer.Cbc(Key, Plaintext));
        };

        var asked = gateway.PostAsync(GoodReport);
        await arrived.Task;
        Configuration.WriteFile("plugin_key", Convert.ToHexString(_next));
        await Eventually.TrueAsync(() => gateway.Log.Lines.Any(static line => line.Contains("\"event\":5002", StringComparison.Ordinal)), "the new key");
        rotated.SetResult();

        using var answer = await asked;
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe(Plaintext);
        using var next = await gateway.PostAsync(GoodReport);
        await ShouldNotBeOpenedAsync(gateway, next, "sent with the new key, answered with the old one");
    }

    private async Task RotateAsync(RunningGateway gateway, ManualTimeProvider clock)
    {
        AddKey("oldKey", Key);
        AddKey("pluginKey", _next)["Previous"] = "oldKey";
        Configuration.Save();
        await Eventually.TrueAsync(
            () =>
            {
                clock.Advance(Round);
                return gateway.Log.Lines.Any(static line => line.Contains("\"event\":3001", StringComparison.Ordinal));
            },
            "the rotation was not seen");

        // The new routes serve a moment after they were taken over.
        await Eventually.TrueAsync(
            async () =>
            {
                using var response = await gateway.PostAsync(GoodReport);
                return Upstream.Reports.Last().SealedMessage.Length > 0 && OpensWith(_next);
            },
            "the new key in use");
    }

    private bool OpensWith(byte[] key)
    {
        try
        {
            return Upstream.Reports.Last().Open(key) == GoodReport;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private JsonObject AddKey(string name, byte[] key)
    {
        Configuration.WriteFile(name, Convert.ToHexString(key));
        var secret = new JsonObject { ["Source"] = "file", ["Path"] = name, ["Encoding"] = "hex" };
        Configuration.Root["Secrets"]![name] = secret;
        return secret;
    }

    private async Task ShouldOpenAsync(RunningGateway gateway, string answer)
    {
        Upstream.AnswerWith(200, answer);
        using var response = await gateway.PostAsync(GoodReport);
        (await response.Content.ReadAsStringAsync()).ShouldBe(Plaintext);
    }

    private async Task ShouldRefuseAsync(RunningGateway gateway, string answer)
    {
        Upstream.AnswerWith(200, answer);
        using var response = await gateway.PostAsync(GoodReport);
        await ShouldNotBeOpenedAsync(gateway, response);
    }
}
