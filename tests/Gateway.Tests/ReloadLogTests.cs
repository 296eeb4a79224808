using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Gateway.Tests.Shared;

namespace Gateway.Tests;

/// <summary>What the log says of a reload: what is wrong with the files and where, in an order that can be read, and nothing twice.</summary>
public sealed class ReloadLogTests : GatewayTest
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task Refusal_IsSaidFirst_AndThenEachErrorAndNoWarning()
    {
        var gateway = await StartGatewayAsync(_clock);
        Configuration.Root["Upstreams"]!["spare"] = Configuration.Upstream.DeepClone();
        Configuration.Root["Misspelt"] = true;
        Configuration.Route["Path"] = "no-path";

        Configuration.Save();
        await RoundsUntilAsync(() => EventsOf(gateway).Count(static number => number == 3003) == 2);

        EventsOf(gateway).Where(static number => number is >= 3000 and < 4000).ShouldBe([3002, 3003, 3003]);
        TextOf(gateway, 3002).ShouldHaveSingleItem().ShouldEndWith("errors: 2");
        TextOf(gateway, 3003).ShouldContain(static text => text.Contains(": error: Misspelt: unknown key", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ConfigurationThatIsGone_IsNamed_WithoutAdviceForAStart()
    {
        var gateway = await StartGatewayAsync(_clock);

        File.Delete(Configuration.FilePath);
        await RoundsUntilAsync(() => TextOf(gateway, 3003).Any());

        TextOf(gateway, 3003).ShouldHaveSingleItem().ShouldBe($"{Configuration.FilePath}: error: file {Configuration.FilePath} does not exist");
    }

    [Fact]
    public async Task Warning_OfAConfigurationThatIsTaken_IsSaidOnce_HoweverOftenItIsReloaded()
    {
        Configuration.Root["Upstreams"]!["old"] = Configuration.Upstream.DeepClone();
        var gateway = await StartGatewayAsync(_clock);
        Configuration.Root["Upstreams"]!["spare"] = Configuration.Upstream.DeepClone();

        await ReloadAsync(gateway, 1);
        TextOf(gateway, 3007).ShouldHaveSingleItem().ShouldEndWith("Upstreams.spare: no route uses this upstream", customMessage: "the other was said at the start");

        Configuration.WriteFile("report.schema.json", """{ "type": "object" }""");
        await ReloadAsync(gateway, 2);
        Configuration.Root["Upstreams"]!.AsObject().Remove("old");
        await ReloadAsync(gateway, 3);
        TextOf(gateway, 3007).Count().ShouldBe(1, "it stands elsewhere in the file now, and says the same");

        Configuration.Root["Upstreams"]!["old"] = Configuration.Upstream.DeepClone();
        await ReloadAsync(gateway, 4);
        TextOf(gateway, 3007).Count().ShouldBe(2, "it was gone, and is back");
        TextOf(gateway, 3003).ShouldBeEmpty();
    }

    [Fact]
    public async Task Refusal_BecauseOfAStore_IsSaidOnce_AndEndsWhenTheStoreHasTheSecret()
    {
        var gateway = await StartGatewayAsync(_clock);
        Configuration.Root["Secrets"]!["printed"] = JsonNode.Parse("""
            { "Source": "exec", "Command": ["/bin/sh", "-c", "echo >> asked; cat printed"], "Field": "key" }
            """);
        Configuration.Request["Inject"]!["Headers"]!["X-Printed"] = "{secret:printed}";
        Configuration.Save();
        await RoundsUntilAsync(() => TextOf(gateway, 3003).Any());
        var asked = TimesAsked();

        await RoundsUntilAsync(() => TimesAsked() >= asked + 2);
        TextOf(gateway, 3002).ShouldHaveSingleItem();
        TextOf(gateway, 3003).ShouldHaveSingleItem().ShouldContain("secret 'printed' cannot be resolved: the program failed, with exit code 1");

        Configuration.WriteFile("printed", """{ "key": "printed-1" }""");
        await RoundsUntilAsync(() => TextOf(gateway, 3001).Any());
        using var response = await gateway.PostAsync(GoodReport);

        response.EnsureSuccessStatusCode();
        Upstream.Reports.ShouldHaveSingleItem().Headers["X-Printed"].ShouldBe("printed-1");

        int TimesAsked() => File.ReadAllLines(Configuration.PathOf("asked")).Length;
    }

    private async Task ReloadAsync(RunningGateway gateway, int number)
    {
        Configuration.Save();
        await RoundsUntilAsync(() => TextOf(gateway, 3001).Count() == number);

        // What belongs to a reload is logged behind it, and with the next round it has been.
        await RoundsUntilAsync(() => true);
    }

    private static IEnumerable<int> EventsOf(RunningGateway gateway) => LinesOf(gateway).Select(static line => line["event"]!.GetValue<int>());

    private static IEnumerable<string> TextOf(RunningGateway gateway, int number) =>
        LinesOf(gateway).Where(line => line["event"]!.GetValue<int>() == number).Select(static line => line["message"]!.GetValue<string>());

    private static IEnumerable<JsonNode> LinesOf(RunningGateway gateway) =>
        gateway.Log.Lines.Select(static line => JsonNode.Parse(line)!).Where(static line => line["event"] is not null);

    private Task RoundsUntilAsync(Func<bool> condition) => Eventually.TrueAsync(
        () =>
        {
            _clock.Advance(TimeSpan.FromMilliseconds(250));
            return condition();
        },
        "the change was not seen");
}
