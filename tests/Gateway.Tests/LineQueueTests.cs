using System.Text;
using System.Text.Json;
using Gateway.Telemetry;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests;

/// <summary>Log lines leave whole and in order, never hold up who writes them, and are counted when they are lost.</summary>
public sealed class LineQueueTests
{
    [Fact]
    public void Lines_OfManyThreads_ArriveWholeAndInTheOrderOfEach()
    {
        const int Threads = 8;
        const int Each = 2000;
        using var output = new MemoryStream();
        using (var queue = new LineQueue(output))
        {
            Parallel.For(0, Threads, thread =>
            {
                for (var i = 0; i < Each; i++)
                {
                    queue.Add(Encoding.UTF8.GetBytes($"{thread} {i}\n"));
                }
            });
            queue.Dropped.ShouldBe(0);
        }

        var lines = Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split(' ')).ToList();
        lines.Count.ShouldBe(Threads * Each);
        foreach (var thread in lines.GroupBy(static line => line[0]))
        {
            thread.Select(static line => int.Parse(line[1], null)).ShouldBe(Enumerable.Range(0, Each));
        }
    }

    [Fact]
    public void Lines_ThatNobodyReads_AreDroppedAndCountedAndTheRestArrives()
    {
        using var output = new StuckStream();
        var line = new byte[1024];
        Array.Fill(line, (byte)'x');
        line[^1] = (byte)'\n';
        using var queue = new LineQueue(output);
        queue.Add(line);
        output.Reached.Wait(TimeSpan.FromSeconds(30)).ShouldBeTrue();

        for (var i = 0; i < 3000; i++)
        {
            queue.Add(line);
        }

        var dropped = queue.Dropped;
        dropped.ShouldBe(3000 - 1024, "one mebibyte waits, the rest is lost");
        output.GoOn.Set();
        queue.Dispose();
        output.Written.ShouldBe(1025 * 1024);
    }

    [Fact]
    public void Output_ThatFails_CountsItsLinesAndIsTriedAgain()
    {
        using var output = new FailingOnceStream();
        using var queue = new LineQueue(output);

        queue.Add("lost\n"u8);
        queue.Flush();
        SpinWait.SpinUntil(() => queue.Dropped == 1, TimeSpan.FromSeconds(30)).ShouldBeTrue();
        queue.Add("kept\n"u8);
        queue.Flush();

        Encoding.UTF8.GetString(output.ToArray()).ShouldBe("kept\n");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void RequestLine_InEitherForm_IsOneLineWithEveryField(bool json)
    {
        using var output = new MemoryStream();
        var line = new RequestLine(
            new DateTimeOffset(2026, 3, 26, 23, 30, 0, 123, TimeSpan.FromHours(-5)),
            LogLevel.Information, "re\"port\n", "failed", "upstream-failed", "503", 502, TimeSpan.FromMicroseconds(1500), "id7", 2, 300, 400, 500);
        using (var queue = new LineQueue(output))
        {
            new RequestLineFormatter(json).Write(line, queue);
            new RequestLineFormatter(json).Write(line with { Level = LogLevel.Error, Route = "second" }, queue);
        }

        var text = Encoding.UTF8.GetString(output.ToArray());
        if (!json)
        {
            text.ShouldBe(
                "2026-03-27T04:30:00.123Z INF re\"port\n failed upstream-failed (503) 502 in 1.5 ms, request id7, attempts 2, bytes 300 received, 400 sent, 500 answered\n"
                + "2026-03-27T04:30:00.123Z ERR second failed upstream-failed (503) 502 in 1.5 ms, request id7, attempts 2, bytes 300 received, 400 sent, 500 answered\n");
            return;
        }

        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(2);
        using var first = JsonDocument.Parse(lines[0]);
        string.Join(' ', first.RootElement.EnumerateObject().Select(static member => $"{member.Name}={member.Value}")).ShouldBe(
            "time=2026-03-27T04:30:00.123Z level=information message=Request ended route=re\"port\n outcome=failed code=upstream-failed reason=503 status=502 durationMs=1.5 "
            + "requestId=id7 attempts=2 requestBytes=300 sentBytes=400 responseBytes=500 event=1001 category=Gateway.Telemetry.RequestLog");
        lines[1].ShouldContain("\"level\":\"error\"");
    }

    /// <summary>Takes the first write only when it is told to.</summary>
    private sealed class StuckStream : MemoryStream
    {
        public ManualResetEventSlim Reached { get; } = new();

        public ManualResetEventSlim GoOn { get; } = new();

        public long Written { get; private set; }

        public override void Write(byte[] buffer, int offset, int count)
        {
            Reached.Set();
            GoOn.Wait();
            Written += count;
        }

        protected override void Dispose(bool disposing)
        {
            Reached.Dispose();
            GoOn.Dispose();
            base.Dispose(disposing);
        }
    }

    private sealed class FailingOnceStream : MemoryStream
    {
        private bool _failed;

        public override void Write(byte[] buffer, int offset, int count)
        {
            if (!_failed)
            {
                _failed = true;
                throw new IOException("nobody reads");
            }

            base.Write(buffer, offset, count);
        }
    }
}
