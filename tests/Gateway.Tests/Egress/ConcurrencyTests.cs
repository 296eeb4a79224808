using System.Net;
using Gateway.Tests.Harness;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Egress;

/// <summary>An upstream with <c>MaxConcurrent</c> ties up no more than that, and every place comes back.</summary>
public sealed class ConcurrencyTests : FaultTest
{
    private const int Places = 4;

    [Fact]
    public async Task RequestsBeyondThePlaces_AreRefusedAtOnce_UntilAnAnswerHasPassed()
    {
        Configuration.Upstream["MaxConcurrent"] = Places;
        var gateway = await StartGatewayAsync();

        await ShouldHaveAllPlacesAsync(gateway);
        await ShouldHaveAllPlacesAsync(gateway);
    }

    [Fact]
    public async Task Answer_ThatIsStillPassing_TakesItsPlace()
    {
        Configuration.Upstream["MaxConcurrent"] = 1;
        var rest = new TaskCompletionSource();
        Proxy.DoOnce(new Fault(async exchange =>
        {
            await exchange.AnswerAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n01234");
            await rest.Task;
            return await exchange.AnswerAsync("56789");
        }));
        var gateway = await StartGatewayAsync();

        using var first = RequestKind.Post.Message();
        using var answer = await gateway.Client.SendAsync(first, HttpCompletionOption.ResponseHeadersRead);
        using (var refused = await RequestKind.Post.SendAsync(gateway.Client))
        {
            await refused.ShouldBeProblemAsync("upstream-busy", 503);
        }

        rest.SetResult();
        (await answer.Content.ReadAsStringAsync()).ShouldBe("0123456789");
        await Eventually.TrueAsync(async () => await TrySendAsync(gateway), "the place does not come back");
    }

    [Fact]
    public async Task AThousandMixedRequests_LeaveNoPlaceTaken()
    {
        Configuration.Upstream["MaxConcurrent"] = Places;
        Configuration.Upstream["Retry"]!["Attempts"] = 2;
        string[] faults = ["reset, request read", "close, request forwarded", "cut in the body, by length", "cut in the body, chunked", "garbage", "429", "503", "stall, request read", "none"];
        var number = 0;
        Proxy.Choose = request =>
        {
            var name = request is null ? "none" : faults[Interlocked.Increment(ref number) % faults.Length];
            return name == "none" ? null : Faults.At(name, TimeProvider.System);
        };
        var gateway = await StartGatewayAsync();

        await Parallel.ForEachAsync(Enumerable.Range(0, 1000), new ParallelOptions { MaxDegreeOfParallelism = Places * 2 }, async (turn, _) =>
        {
            using var patience = new CancellationTokenSource();
            var sending = RequestKind.All[turn % 2 * 2].SendAsync(gateway.Client, patience.Token);
            if (turn % 5 == 0)
            {
                await patience.CancelAsync();
            }
            else
            {
                patience.CancelAfter(TimeSpan.FromMilliseconds(100));
            }

            try
            {
                (await sending).Dispose();
            }
            catch (Exception end) when (end is OperationCanceledException or HttpRequestException)
            {
                // This one has gone, or its answer broke off.
            }
        });

        Proxy.Choose = static _ => null;
        await ShouldHaveAllPlacesAsync(gateway);
    }

    /// <summary>Takes every place there should be, and finds that there is not one more.</summary>
    private async Task ShouldHaveAllPlacesAsync(RunningGateway gateway)
    {
        using var open = new SemaphoreSlim(0);
        var waiting = 0;
        Receiver.Answer = async context =>
        {
            Interlocked.Increment(ref waiting);
            await open.WaitAsync();
            await context.Response.WriteAsync("done");
        };

        var held = new List<Task<bool>>();
        for (var i = 0; i < Places; i++)
        {
            // Those before may still be on their way out.
            held.Add(KeepSendingAsync(gateway));
        }

        await Eventually.TrueAsync(() => Volatile.Read(ref waiting) == Places, "places are missing");
        using (var refused = await RequestKind.Post.SendAsync(gateway.Client))
        {
            await refused.ShouldBeProblemAsync("upstream-busy", 503);
            refused.Headers.GetValues("Retry-After").ShouldBe(["1"]);
        }

        Volatile.Read(ref waiting).ShouldBe(Places);
        open.Release(Places);
        (await Task.WhenAll(held)).ShouldAllBe(static isDone => isDone);
    }

    private static async Task<bool> KeepSendingAsync(RunningGateway gateway)
    {
        await Eventually.TrueAsync(() => TrySendAsync(gateway), "no place");
        return true;
    }

    private static async Task<bool> TrySendAsync(RunningGateway gateway)
    {
        using var response = await RequestKind.Post.SendAsync(gateway.Client);
        return response.StatusCode == HttpStatusCode.OK;
    }
}
