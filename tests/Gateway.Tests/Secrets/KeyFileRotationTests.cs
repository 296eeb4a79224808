using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Secrets;

/// <summary>A key file that is replaced under load, in every way in which files are: nothing fails, and the new key is in use within a second.</summary>
[Collection(RunsAlone.Name)]
public sealed class KeyFileRotationTests : GatewayTest
{
    private const int Callers = 4;

    private const int Rotations = 30;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly List<Key> _keys = [];
    private readonly ConcurrentQueue<(long At, ReceivedReport Report)> _received = new();

    [Fact]
    public async Task Key_ReplacedThirtyTimesInAMinuteOfLoad_FailsNothing_AndIsInUseWithinASecond()
    {
        MountKey();
        Configuration.Root["Logging"] = JsonNode.Parse("""{ "Level": "warning" }""");
        Upstream.RawAnswer = async context =>
        {
            var report = await ReceivedReport.ReadAsync(context.Request);
            _received.Enqueue((Stopwatch.GetTimestamp(), report));
            await context.Response.WriteAsync("{}");
        };
        var gateway = await StartGatewayAsync();
        using var stop = new CancellationTokenSource();
        var failures = new ConcurrentQueue<string>();
        var load = Enumerable.Range(0, Callers).Select(_ => Task.Run(() => CallAsync(gateway, failures, stop.Token))).ToArray();

        using (var timer = new PeriodicTimer(Period))
        {
            for (var rotation = 0; rotation < Rotations; rotation++)
            {
                await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
                await RotateAsync((rotation % 3) switch { 0 => WriteOver, 1 => RenameOver, _ => SwapLinkAsync });
            }

            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }

        await stop.CancelAsync();
        await Task.WhenAll(load);

        failures.ShouldBeEmpty();
        (await Scrape.ReadAsync(gateway)).Find("gateway_secret_rotations_total", ("secret", "pluginKey")).ShouldBe(Rotations);
        var uses = _received.Select(received => (received.At, Key: FindKey(received.Report, received.At))).ToList();
        uses.ShouldAllBe(static use => use.Key != null, "each opens with one of the keys that were there");
        uses.Select(static use => use.Key!.Number).Distinct().Count().ShouldBe(Rotations + 1, "each key was in use");
        uses.ShouldAllBe(static use => use.At >= use.Key!.BeganAt, "none is used before it is there");
        var longest = uses.Where(static use => use.Key!.EndedAt is not null).Max(static use => Stopwatch.GetElapsedTime(use.Key!.EndedAt!.Value, use.At));
        TestContext.Current.TestOutputHelper!.WriteLine($"{uses.Count} reports; a replaced key was in use for at most {longest.TotalMilliseconds:0} ms");
        longest.ShouldBeLessThan(Grace);
    }

    private static async Task CallAsync(RunningGateway gateway, ConcurrentQueue<string> failures, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            using var response = await gateway.PostAsync(GoodReport);
            if (!response.IsSuccessStatusCode)
            {
                failures.Enqueue($"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(CancellationToken.None)}");
            }
        }
    }

    /// <summary>As Kubernetes mounts a secret: the file is a link through a directory that is swapped.</summary>
    private void MountKey()
    {
        _keys.Add(new Key(0, Configuration.PluginKey, 0));
        Directory.CreateDirectory(Configuration.PathOf("..v0"));
        File.Move(Configuration.PathOf("plugin_key"), Configuration.PathOf("..v0/plugin_key"));
        Directory.CreateSymbolicLink(Configuration.PathOf("..data"), "..v0");
        File.CreateSymbolicLink(Configuration.PathOf("plugin_key"), "..data/plugin_key");
    }

    private async Task RotateAsync(Func<string, Task> replace)
    {
        var next = new Key(_keys.Count, RandomNumberGenerator.GetBytes(32), Stopwatch.GetTimestamp());
        _keys.Add(next);
        await replace(Convert.ToHexString(next.Bytes));
        _keys[^2].EndedAt = Stopwatch.GetTimestamp();
    }

    private Task WriteOver(string text)
    {
        Configuration.WriteFile("plugin_key", text);
        return Task.CompletedTask;
    }

    private Task RenameOver(string text)
    {
        Configuration.WriteFile("..data/plugin_key.new", text);
        File.Move(Configuration.PathOf("..data/plugin_key.new"), Configuration.PathOf("..data/plugin_key"), overwrite: true);
        return Task.CompletedTask;
    }

    private async Task SwapLinkAsync(string text)
    {
        var directory = $"..v{_keys.Count}";
        Directory.CreateDirectory(Configuration.PathOf(directory));
        Configuration.WriteFile($"{directory}/plugin_key", text);
        Directory.CreateSymbolicLink(Configuration.PathOf("..data_tmp"), directory);
        await ProcessRun.SucceedAsync("mv", "-T", Configuration.PathOf("..data_tmp"), Configuration.PathOf("..data"));
    }

    /// <summary>Trying the likeliest first: of the others, most do not even leave padding.</summary>
    private Key? FindKey(ReceivedReport report, long at)
    {
        var current = _keys.Find(key => key.EndedAt is null || key.EndedAt > at)!.Number;
        foreach (var key in _keys.OrderBy(key => Math.Abs(key.Number - current)))
        {
            try
            {
                if (report.Open(key.Bytes) == GoodReport)
                {
                    return key;
                }
            }
            catch (CryptographicException)
            {
                // Not this one.
            }
        }

        return null;
    }

    private sealed class Key(int number, byte[] bytes, long beganAt)
    {
        public int Number => number;

        public byte[] Bytes => bytes;

        /// <summary>Before it was put in its place.</summary>
        public long BeganAt => beganAt;

        /// <summary>When the next one was wholly in its place; null for the last.</summary>
        public long? EndedAt { get; set; }
    }
}
