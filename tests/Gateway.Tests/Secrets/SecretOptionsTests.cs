using System.Text.Json.Nodes;

namespace Gateway.Tests.Secrets;

/// <summary>What the keys that every secret has come to where they are left out, and how secrets that are read with others are judged.</summary>
public sealed class SecretOptionsTests : IDisposable
{
    private readonly SourceBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("1s", 60)]
    [InlineData("5m", 60)]
    [InlineData("30m", 60)]
    [InlineData("1h", 120)]
    [InlineData("24h", 48 * 60)]
    public async Task MaxStale_LeftOut_LeavesTimeToMendAStoreThatFailsWhenItIsAsked(string refresh, int minutes)
    {
        var definitions = await _bench.OpenAsync($$"""{ "Secrets": { "pay": { "Source": "exec", "Command": ["/bin/get"], "Field": "f", "Refresh": "{{refresh}}" } } }""");

        definitions.ShouldHaveSingleItem().MaxStale.ShouldBe(TimeSpan.FromMinutes(minutes));
    }

    [Fact]
    public void SecretsReadWithOthers_InALongChainOfTwoEach_AreJudgedAtOnce()
    {
        var secrets = new JsonObject { ["s0"] = JsonNode.Parse("""{ "Source": "file", "Path": "key" }""") };
        for (var i = 1; i <= 40; i++)
        {
            secrets[$"s{i}"] = JsonNode.Parse($$"""
                { "Source": "oauth2", "TokenEndpoint": "https://i.example/", "Grant": "jwt-bearer", "ClientAuthentication": "post", "ClientId": "c", "ClientSecret": "s{{i - 1}}", "Key": "s{{i - 1}}" }
                """);
        }

        // By every way that leads to the first there would be 2^40 looks.
        _bench.Refusals(new JsonObject { ["Secrets"] = secrets }.ToJsonString()).ShouldBeEmpty();
    }
}
