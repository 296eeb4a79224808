using Gateway.Tests.Harness;

namespace Gateway.Tests.Secrets;

/// <summary>Programs that print secrets leave nothing open behind them, however they end.</summary>
[Collection(RunsAlone.Name)]
public sealed class ExecHandlesTests
{
    [Theory]
    [InlineData("""echo '{ "f": "x" }'""")]
    [InlineData("cat /dev/zero")]
    [InlineData("exit 1")]
    [InlineData("exec sleep 600")]
    [InlineData("sleep 600 & exit 0")]
    public async Task Programs_HoweverTheyEnd_LeaveNoPipeOpen(string script)
    {
        using var bench = new SourceBench();
        bench.Write("script.sh", script);
        var source = await bench.FindAsync("""{ "Secrets": { "pay": { "Source": "exec", "Command": ["/bin/sh", "script.sh"], "Field": "f", "Timeout": "100ms" } } }""");
        var before = CountPipes();

        for (var i = 0; i < 5; i++)
        {
            using var reading = await source.ReadAsync(pastCaches: false, TestContext.Current.CancellationToken);
        }

        await Eventually.TrueAsync(() => CountPipes() <= before, "no more pipes are open than before");
    }

    private static int CountPipes() => Directory.EnumerateFileSystemEntries("/proc/self/fd")
        .Count(static handle => new FileInfo(handle).LinkTarget?.StartsWith("pipe:", StringComparison.Ordinal) == true);
}
