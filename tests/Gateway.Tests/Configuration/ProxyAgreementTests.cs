using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Tests.Configuration;

/// <summary>What compiling takes, the proxy takes: its own refusal would come too late, as an exception at start-up.</summary>
public sealed class ProxyAgreementTests
{
    [Theory]
    [InlineData("""{ "Path": "/" }""")]
    [InlineData("""{ "Path": "/a/{id:int}/{**rest}", "Methods": ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] }""")]
    [InlineData("""{ "Path": "/a", "Hosts": ["*", "*.a.example", "a.example:8080", "bücher.example:*", "127.0.0.1", "a_b"] }""")]
    [InlineData("""{ "Path": "/a", "Headers": { "X-Kind": "a, b" } }""")]
    public async Task Match_ThatCompiles_IsOneThatTheProxyTakes(string match)
    {
        using var bench = new ConfigurationBench();
        await using var services = new ServiceCollection().AddLogging().AddReverseProxy().Services.BuildServiceProvider();
        var validator = services.GetRequiredService<IConfigValidator>();

        var result = await bench.LoadAsync(SampleText.WithRoute($$"""{ "Upstream": "up", "Match": {{match}} }"""));

        ConfigurationBench.Errors(result).ShouldBeEmpty();
        (await validator.ValidateRouteAsync(result.Generation!.Routes[0])).ShouldBeEmpty();
        (await validator.ValidateClusterAsync(result.Generation.Clusters[0])).ShouldBeEmpty();
    }
}
