namespace Gateway.Tests.Secrets;

/// <summary><c>Source: env</c>: what is said of a variable that is not there repeats its name, and nothing that may be the secret itself.</summary>
public sealed class EnvSecretSourceTests : IDisposable
{
    private readonly SourceBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("SUBSCRIPTION_KEY", "environment variable SUBSCRIPTION_KEY is not set")]
    [InlineData("APIKEY", "environment variable APIKEY is not set")]
    [InlineData("0F1E2D3C4B5A69788796A5B4C3D2E1F0", "the environment variable is not set")]
    [InlineData("JBSWY3DPEHPK3PXPJBSWY3DP", "the environment variable is not set")]
    [InlineData("s3cr3t-in-the-wrong-place", "the environment variable is not set")]
    public async Task Read_VariableThatIsNotSet_IsNamedOnlyIfItLooksLikeAName(string variable, string words)
    {
        var source = await _bench.FindAsync($$"""{ "Secrets": { "pay": { "Source": "env", "Name": "{{variable}}" } } }""");

        using var reading = await source.ReadAsync(pastCaches: false, TestContext.Current.CancellationToken);

        reading.Failure.ShouldBe(words);
        reading.IsAbsent.ShouldBeTrue();
    }
}
