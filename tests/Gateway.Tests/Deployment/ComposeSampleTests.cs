using System.Text.Json;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Deployment;

/// <summary>config/compose fits the Compose specification, the image, and what the gateway reads.</summary>
public sealed class ComposeSampleTests
{
    private static readonly string FilePath = Samples.PathOf("compose", "compose.yaml");

    [Fact]
    public async Task Compose_OfTheSample_FitsTheSpecificationsSchema() => (await Samples.FindUnfitAsync("compose", FilePath)).ShouldBeEmpty();

    [Fact]
    public async Task Compose_WithAKeyThatTheSpecificationDoesNotHave_DoesNotFit()
    {
        using var misspelt = new TemporaryFile((await File.ReadAllTextAsync(FilePath)).Replace("stop_grace_period", "stop_grace", StringComparison.Ordinal));

        (await Samples.FindUnfitAsync("compose", misspelt.Path)).ShouldContain("stop_grace");
    }

    [Fact]
    public async Task Gateway_IsLockedDown_AndPublishesNoListener()
    {
        var gateway = await ServiceAsync("gateway");

        gateway.GetProperty("user").GetString().ShouldBe($"{Samples.ImageUser}:{Samples.ImageUser}");
        gateway.GetProperty("read_only").GetBoolean().ShouldBeTrue();
        gateway.GetProperty("cap_drop").EnumerateArray().Single().GetString().ShouldBe("ALL");
        gateway.GetProperty("security_opt").EnumerateArray().Single().GetString().ShouldBe("no-new-privileges:true");
        gateway.GetProperty("ports").EnumerateArray().ShouldAllBe(static port => !port.GetString()!.EndsWith(":8080", StringComparison.Ordinal) && !port.GetString()!.EndsWith(":9090", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Gateway_IsAskedAsTheImageAsks_AndIsGivenTimeToStop()
    {
        var gateway = await ServiceAsync("gateway");

        gateway.GetProperty("healthcheck").GetProperty("test").EnumerateArray().Select(static word => word.GetString()).ShouldBe(["CMD", .. Samples.InstructionOf("HEALTHCHECK")]);
        Samples.SecondsOf(gateway.GetProperty("stop_grace_period").GetString()!).ShouldBeGreaterThan(Samples.LongestStopSeconds);
    }

    [Fact]
    public async Task Application_SharesTheGatewaysLoopback_AndStartsAfterIt()
    {
        var application = await ServiceAsync("app");
        var sample = Samples.ParseConfiguration(await File.ReadAllTextAsync(Samples.PathOf("gateway.json")));

        application.GetProperty("network_mode").GetString().ShouldBe("service:gateway");
        application.GetProperty("depends_on").GetProperty("gateway").GetProperty("condition").GetString().ShouldBe("service_healthy");
        application.GetProperty("environment").GetProperty("REPORT_URL").GetString().ShouldBe(
            sample.GetProperty("Listeners").GetProperty("Data").GetProperty("Url").GetString()
            + sample.GetProperty("Routes").GetProperty("report-ghosting").GetProperty("Match").GetProperty("Path").GetString());
    }

    [Fact]
    public async Task Configuration_OfTheImageWithTheServicesOverlays_IsAcceptedAndFindsItsKeysWhereTheyAreMounted()
    {
        var document = (await Samples.ReadAsync(FilePath))[0];
        var gateway = document.GetProperty("services").GetProperty("gateway");
        var overlays = gateway.GetProperty("environment").EnumerateObject().Select(static variable => $"{variable.Name}={variable.Value.GetString()}");

        var run = await ProcessRun.RunAsync("env", [.. overlays, .. ProcessRun.GatewayProgram, "check", "--config", Samples.PathOf("gateway.json")]);

        run.ExitCode.ShouldBe(0, run.Output);
        run.Output.ShouldContain("valid, 1 route, 2 warnings", customMessage: "but for the two keys, which only the container has");
        foreach (var secret in gateway.GetProperty("secrets").EnumerateArray().Select(static secret => secret.GetString()!))
        {
            document.GetProperty("secrets").TryGetProperty(secret, out _).ShouldBeTrue(secret);
            run.Output.ShouldContain($"/run/secrets/{secret}");
        }
    }

    private static async Task<JsonElement> ServiceAsync(string name) => (await Samples.ReadAsync(FilePath))[0].GetProperty("services").GetProperty(name);

    private sealed class TemporaryFile : IDisposable
    {
        public TemporaryFile(string text) => File.WriteAllText(Path, text);

        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
