using Gateway.Lifecycle;

namespace Gateway.Tests;

/// <summary>The count that a drain waits for: exact when nobody comes any more, whatever processors the requests began and ended on.</summary>
public sealed class RequestsInFlightTests
{
    [Fact]
    public void Count_IsThoseThatCameAndHaveNotGone()
    {
        var requests = new RequestsInFlight();
        var first = requests.Enter();
        var second = requests.Enter();

        requests.Count.ShouldBe(2);
        requests.Leave(first);
        requests.Count.ShouldBe(1);
        requests.Leave(second);
        requests.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Count_WithARequestInFlight_IsNeverZero_HoweverManyComeAndGo()
    {
        var requests = new RequestsInFlight();
        var held = requests.Enter();
        using var stop = new CancellationTokenSource();
        var others = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var cell = requests.Enter();
                await Task.Yield();
                requests.Leave(cell);
            }
        })).ToArray();

        for (var look = 0; look < 200_000; look++)
        {
            requests.Count.ShouldBeGreaterThan(0);
        }

        await stop.CancelAsync();
        await Task.WhenAll(others);
        requests.Count.ShouldBe(1);
        requests.Leave(held);
        requests.Count.ShouldBe(0);
    }

    [Fact]
    public void EnterAndLeave_AllocateNothing()
    {
        var requests = new RequestsInFlight();
        requests.Leave(requests.Enter());
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 1000; i++)
        {
            requests.Leave(requests.Enter());
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }
}
