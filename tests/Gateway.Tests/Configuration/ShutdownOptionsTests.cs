namespace Gateway.Tests.Configuration;

public sealed class ShutdownOptionsTests
{
    [Theory]
    [InlineData("", 5_000, 25_000)]
    [InlineData("""{ "Grace": "0s" }""", 0, 25_000)]
    [InlineData("""{ "Timeout": "15m" }""", 5_000, 900_000)]
    [InlineData("""{ "Grace": "500ms", "Timeout": "1s" }""", 500, 1_000)]
    public async Task Shutdown_Times_AreTypedOrTheirDefaults(string section, int grace, int timeout)
    {
        using var bench = new ConfigurationBench();

        var result = await bench.LoadAsync(SampleText.With(section.Length > 0 ? $"\"Shutdown\": {section}" : """ "AllowLiteralSecrets": false"""));

        ConfigurationBench.Errors(result).ShouldBeEmpty();
        var options = result.Generation!.Options.Shutdown;
        options.Grace.ShouldBe(TimeSpan.FromMilliseconds(grace));
        options.Timeout.ShouldBe(TimeSpan.FromMilliseconds(timeout));
    }
}
