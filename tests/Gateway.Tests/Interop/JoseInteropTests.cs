namespace Gateway.Tests.Interop;

/// <summary>The npm package <c>jose</c> and the gateway open each other's JWE.</summary>
public sealed class JoseInteropTests(JoseReceivers receivers) : IClassFixture<JoseReceivers>
{
    [Theory]
    [MemberData(nameof(JoseReceivers.Pairs), MemberType = typeof(JoseReceivers))]
    public async Task Report_SealedByTheGateway_IsOpenedByJose(string pair)
    {
        await receivers.ShouldOpenAsync(pair, Reports.Usual);
        await receivers.ShouldOpenAsync(pair, Reports.Short);
        await receivers.ShouldOpenAsync(pair, Reports.Long);
    }

    [Theory]
    [MemberData(nameof(JoseReceivers.Pairs), MemberType = typeof(JoseReceivers))]
    public async Task Answer_SealedByJose_IsOpenedByTheGateway(string pair)
    {
        await receivers.ShouldBeOpenedAsync(pair, Reports.Usual);
        await receivers.ShouldBeOpenedAsync(pair, Reports.Short);
        await receivers.ShouldBeOpenedAsync(pair, Reports.Long);
    }
}
