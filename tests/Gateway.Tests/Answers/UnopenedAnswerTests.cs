using System.Security.Cryptography;
using Gateway.Tests.Harness;
using Gateway.Tests.Shared;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Answers;

/// <summary>What cannot be opened does not pass, and nobody is told why.</summary>
public sealed class UnopenedAnswerTests : AnswerTest
{
    private static readonly TimeSpan TotalTimeout = TimeSpan.FromSeconds(30);

    public static TheoryData<string> Faults =>
        ["wrong key", "changed byte", "cut", "not sealed", "other algorithm", "empty", "too large", "too large and chunked", "coded", "redirect"];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Answer_ThatCannotBeOpened_IsOneFailure(string fault)
    {
        Open(Jwe)["MaxBody"] = "4KiB";
        Upstream.Answer = context => AnswerAsync(context, fault);
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(GoodReport);

        await ShouldNotBeOpenedAsync(gateway, response, fault);
    }

    [Theory]
    [InlineData("""{"other":"x"}""")]
    [InlineData("""{"data":7}""")]
    [InlineData("""{"data":"%"}""")]
    [InlineData("""{"data":"AAAA"}""")]
    [InlineData("secret, but no JSON")]
    public async Task Answer_WithoutTheWrapper_IsOneFailure(string body)
    {
        Open("""{ "Envelope": "report-ghosting", "Key": "pluginKey" }""");
        Upstream.AnswerWith(200, body);
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(GoodReport);

        await ShouldNotBeOpenedAsync(gateway, response, body);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Answer_WithoutItsHeaderOrWithTwo_IsOneFailure(bool isTwice)
    {
        Open("""{ "Envelope": "aes-cbc", "Key": "pluginKey", "Body": { "data": "{ciphertext}" }, "Headers": { "x-iv": "{iv}" } }""");
        var (iv, ciphertext) = SealedAnswer.CbcParts(Key, Plaintext);
        var header = ("X-IV", Convert.ToBase64String(iv));
        Upstream.AnswerWith(200, $$"""{"data":"{{Convert.ToBase64String(ciphertext)}}"}""", isTwice ? [header, header] : []);
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(GoodReport);

        await ShouldNotBeOpenedAsync(gateway, response);
    }

    [Fact]
    public async Task Answer_ThatBreaksOff_IsOneFailure()
    {
        Open(Jwe);
        var whole = SealedAnswer.Dir(Key, Plaintext);
        await using var upstream = new RawUpstream(Authority.Issue(), $"HTTP/1.1 200 OK\r\nContent-Length: {whole.Length}\r\n\r\n{whole[..^10]}");
        Configuration.Upstream["Addresses"]![0] = upstream.Address;
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(GoodReport);

        await ShouldNotBeOpenedAsync(gateway, response);
    }

    [Fact]
    public async Task Answer_ChangedUnderAFormatWithoutIntegrity_DoesNotPassAsBytes()
    {
        Open("""{ "Envelope": "report-ghosting", "Key": "pluginKey" }""");
        var (iv, ciphertext) = SealedAnswer.CbcParts(Key, Plaintext);
        ciphertext[0] ^= 1;
        Upstream.AnswerWith(200, $$"""{"data":"{{Convert.ToBase64String([.. iv, .. ciphertext])}}"}""");
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(GoodReport);

        await ShouldNotBeOpenedAsync(gateway, response);
    }

    [Fact]
    public async Task Answer_ThatOpensToOtherThanTheDeclaredJson_IsOneFailure()
    {
        Open(Jwe)["ContentType"] = "application/vnd.report+json; charset=utf-8";
        Upstream.AnswerWith(200, SealedAnswer.Dir(Key, "secret, but no JSON"));
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(GoodReport);

        await ShouldNotBeOpenedAsync(gateway, response);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(503)]
    public async Task Error_ThatIsNotSealed_DoesNotPassAsTheReceivers(int status)
    {
        Open(Jwe)["Errors"] = "passthrough";
        Upstream.AnswerWith(status, "secret text of somebody");
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(GoodReport);

        await ShouldNotBeOpenedAsync(gateway, response);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Answer_OfAHundredMegabytes_IsGivenUpAtTheLimit(bool isAnnounced)
    {
        Open(Jwe)["MaxBody"] = "64KiB";
        var abandoned = new TaskCompletionSource();
        Upstream.Answer = async context =>
        {
            context.Response.ContentLength = isAnnounced ? 100L << 20 : null;
            await context.Response.Body.WriteAsync(new byte[80 * 1024]);

            // The rest would come later: whoever waited for it would wait for ever.
            await using var registration = context.RequestAborted.Register(abandoned.SetResult);
            await abandoned.Task;
        };
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(GoodReport);

        await ShouldNotBeOpenedAsync(gateway, response);
        await abandoned.Task;
    }

    [Fact]
    public async Task Answer_ThatDripsIn_EndsAtTheTotalTime()
    {
        var clock = new ManualTimeProvider();
        Open(Jwe);
        Configuration.Upstream["Timeout"] = "10s";
        Configuration.Upstream["TotalTimeout"] = "30s";
        using var drip = new SemaphoreSlim(0);
        var dripped = 0;
        Upstream.Answer = async context =>
        {
            await context.Response.Body.WriteAsync("e"u8.ToArray());
            while (await WaitAsync(drip, context.RequestAborted))
            {
                await context.Response.Body.WriteAsync("y"u8.ToArray());
                Interlocked.Increment(ref dripped);
            }
        };
        var gateway = await StartGatewayAsync(clock);

        var answer = gateway.PostAsync(GoodReport);
        await Eventually.TrueAsync(() => !Upstream.Reports.IsEmpty && TimerOfTheAnswer(clock), "the answer is being read");
        for (var second = 1; second < TotalTimeout.TotalSeconds; second++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            drip.Release();
            var expected = second;
            await Eventually.TrueAsync(() => Volatile.Read(ref dripped) >= expected, "the next byte");
        }

        answer.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(2));

        using var response = await answer;
        await response.ShouldBeProblemAsync("upstream-timeout", 504);
    }

    [Fact]
    public async Task Caller_WhoGoesWhileTheAnswerIsRead_IsNoFailureOfTheReceiver()
    {
        Open(Jwe);
        var begun = new TaskCompletionSource();
        var abandoned = new TaskCompletionSource();
        Upstream.Answer = async context =>
        {
            await context.Response.Body.WriteAsync("eyJ"u8.ToArray());
            begun.SetResult();
            await using var registration = context.RequestAborted.Register(abandoned.SetResult);
            await abandoned.Task;
        };
        var gateway = await StartGatewayAsync();

        var answer = gateway.PostAsync(GoodReport);
        await begun.Task;
        gateway.Client.CancelPendingRequests();

        await Should.ThrowAsync<OperationCanceledException>(() => answer);
        await abandoned.Task;
        await Scrape.UntilAsync(gateway, 1, "gateway_requests_total", ("route", "report"), ("outcome", "aborted"));
    }

    /// <summary>What is left is the answer's: a timer that is due with the total time and not with the attempt's.</summary>
    private static bool TimerOfTheAnswer(ManualTimeProvider clock) =>
        clock.TimersDueWithin(TotalTimeout) > clock.TimersDueWithin(TotalTimeout - TimeSpan.FromMilliseconds(1));

    private static async Task<bool> WaitAsync(SemaphoreSlim drip, CancellationToken aborted)
    {
        try
        {
            await drip.WaitAsync(aborted);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private Task AnswerAsync(HttpContext context, string fault)
    {
        var response = context.Response;
        var whole = SealedAnswer.Dir(Key, Plaintext);
        response.Headers["X-Answer"] = "of the receiver";
        switch (fault)
        {
            case "wrong key":
                return response.WriteAsync(SealedAnswer.Dir(RandomNumberGenerator.GetBytes(32), Plaintext));
            case "changed byte":
                // The last one of the tag may have bits that count for nothing.
                return response.WriteAsync($"{whole[..^3]}{(whole[^3] == 'A' ? 'B' : 'A')}{whole[^2..]}");
            case "cut":
                return response.WriteAsync(whole[..^4]);
            case "not sealed":
                response.ContentType = "application/json";
                return response.WriteAsync(Plaintext);
            case "other algorithm":
                return response.WriteAsync(ForSomebodyElse());
            case "empty":
                return Task.CompletedTask;
            case "too large":
                var large = SealedAnswer.Dir(Key, new string('x', 4096));
                response.ContentLength = large.Length;
                return response.WriteAsync(large);
            case "too large and chunked":
                return response.WriteAsync(SealedAnswer.Dir(Key, new string('x', 4096)));
            case "coded":
                response.Headers.ContentEncoding = "gzip";
                return response.WriteAsync(whole);
            default:
                response.StatusCode = StatusCodes.Status302Found;
                response.Headers.Location = "https://secret.example/";
                return response.WriteAsync("elsewhere");
        }
    }

    private static string ForSomebodyElse()
    {
        using var theirs = RSA.Create(2048);
        return SealedAnswer.RsaOaep(theirs, Plaintext);
    }
}
