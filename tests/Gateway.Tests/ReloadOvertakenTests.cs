using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Gateway.Tests.Shared;

namespace Gateway.Tests;

/// <summary>Files that change while a store is asked for what they said before: nobody waits for its answer, and nothing comes of it.</summary>
public sealed class ReloadOvertakenTests : GatewayTest
{
    /// <summary>That of the program, and of nothing else.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(29);

    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task Configuration_RestoredWhileAStoreIsAskedForTheRefusedOne_IsRestored_ThoughTheStoreDoesNotAnswer()
    {
        var gateway = await StartGatewayAsync(_clock);
        var good = await File.ReadAllTextAsync(Configuration.FilePath);
        await AskAsync(gateway);

        await File.WriteAllTextAsync(Configuration.FilePath, good);
        await RoundsUntilAsync(() => CountOf(gateway, 3006) == 1, rounds: 60);

        CountOf(gateway, 3003).ShouldBe(1, "nobody waited for the store, nor for its time to be over");
    }

    [Fact]
    public async Task Configuration_RestoredAMomentBeforeTheStoreAnswers_IsNotInForceAnyMore()
    {
        var gateway = await StartGatewayAsync(_clock);
        var good = await File.ReadAllTextAsync(Configuration.FilePath);
        await AskAsync(gateway);

        await File.WriteAllTextAsync(Configuration.FilePath, good);
        Configuration.WriteFile("printed", """{ "key": "printed-1" }""");
        await Eventually.TrueAsync(() => !File.Exists(Configuration.PathOf("runs")), "the program has ended");
        await RoundsUntilAsync(() => CountOf(gateway, 3006) + CountOf(gateway, 3001) > 0, rounds: 100);

        CountOf(gateway, 3001).ShouldBe(0, "what was taken back was never in force");
    }

    [Fact]
    public async Task Configuration_PutRightWhileAStoreIsAsked_IsInForce_ThoughTheStoreDoesNotAnswer()
    {
        var gateway = await StartGatewayAsync(_clock);
        await AskAsync(gateway);

        Configuration.Root["Secrets"]!["printed"] = JsonNode.Parse("""{ "Source": "file", "Path": "other" }""");
        Configuration.WriteFile("other", "other-1");
        Configuration.Save();
        await RoundsUntilAsync(() => CountOf(gateway, 3001) == 1, rounds: 60);

        using var response = await gateway.PostAsync(GoodReport);
        response.EnsureSuccessStatusCode();
        Upstream.Reports.ShouldHaveSingleItem().Headers["X-Printed"].ShouldBe("other-1");
    }

    /// <summary>Has a configuration refused for what a program does not print, and tried again while the program does not answer before there is a file named printed.</summary>
    private async Task AskAsync(RunningGateway gateway)
    {
        Configuration.Root["Secrets"]!["printed"] = JsonNode.Parse("""
            {
              "Source": "exec",
              "Command": ["/bin/sh", "-c", "[ -e slow ] || exit 1; echo > runs; until [ -e printed ]; do sleep 0.02; done; cat printed; rm runs"],
              "Field": "key",
              "Timeout": "29s"
            }
            """);
        Configuration.Request["Inject"]!["Headers"]!["X-Printed"] = "{secret:printed}";
        Configuration.Save();
        await RoundsUntilAsync(() => CountOf(gateway, 3003) == 1, rounds: 100);

        Configuration.WriteFile("slow", "");
        await RoundsUntilAsync(() => _clock.TimersSetFor(Timeout) > 0, rounds: 200);

        // Not on the gateway's time: a program is slow to start on a machine that has something else to do.
        await Eventually.TrueAsync(() => File.Exists(Configuration.PathOf("runs")), "the program runs");
    }

    private static int CountOf(RunningGateway gateway, int number) => gateway.Log.Lines.Count(line => line.Contains($"\"event\":{number}", StringComparison.Ordinal));

    /// <summary>Moves the clock on by one look at a time, and by so many at most: less than the time that the program has.</summary>
    private Task RoundsUntilAsync(Func<bool> condition, int rounds) => Eventually.TrueAsync(
        () =>
        {
            if (rounds-- > 0)
            {
                _clock.Advance(TimeSpan.FromMilliseconds(250));
            }

            return condition();
        },
        "the change was not seen");
}
