namespace Gateway.Tests.Interop;

/// <summary>Node.js's own crypto, and <c>http_ece</c>, open what the gateway seals, and the gateway what they seal.</summary>
public sealed class NodeCryptoInteropTests(NodeCryptoReceivers receivers) : IClassFixture<NodeCryptoReceivers>
{
    [Theory]
    [MemberData(nameof(NodeCryptoReceivers.Names), MemberType = typeof(NodeCryptoReceivers))]
    public async Task Report_SealedByTheGateway_IsOpenedByNode(string name)
    {
        await receivers.ShouldOpenAsync(name, Reports.Usual);
        await receivers.ShouldOpenAsync(name, Reports.Short);
        await receivers.ShouldOpenAsync(name, Reports.Long);
    }

    [Theory]
    [MemberData(nameof(NodeCryptoReceivers.Names), MemberType = typeof(NodeCryptoReceivers))]
    public async Task Answer_SealedByNode_IsOpenedByTheGateway(string name)
    {
        await receivers.ShouldBeOpenedAsync(name, Reports.Usual);
        await receivers.ShouldBeOpenedAsync(name, Reports.Short);
        await receivers.ShouldBeOpenedAsync(name, Reports.Long);
    }

    [Theory]
    [MemberData(nameof(NodeCryptoReceivers.FieldNames), MemberType = typeof(NodeCryptoReceivers))]
    public async Task Fields_SealedByTheGateway_AreOpenedByNode(string name) => await receivers.ShouldOpenAsync(name, Reports.Usual);

    [Theory]
    [MemberData(nameof(NodeCryptoReceivers.FieldNames), MemberType = typeof(NodeCryptoReceivers))]
    public async Task Fields_SealedByNode_AreOpenedByTheGateway(string name) => await receivers.ShouldBeOpenedAsync(name, Reports.Usual);
}
