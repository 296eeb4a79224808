namespace Gateway.Tests.Secrets;

/// <summary>What the keys that every secret has come to where they are left out.</summary>
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
}
