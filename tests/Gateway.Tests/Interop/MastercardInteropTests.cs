namespace Gateway.Tests.Interop;

/// <summary>The vendor's own npm package <c>mastercard-client-encryption</c> and the gateway open each other's messages.</summary>
public sealed class MastercardInteropTests(MastercardReceivers receivers) : IClassFixture<MastercardReceivers>
{
    [Theory]
    [MemberData(nameof(MastercardReceivers.Names), MemberType = typeof(MastercardReceivers))]
    public async Task Report_SealedByTheGateway_IsOpenedByTheVendorsLibrary(string name) => await receivers.ShouldOpenAsync(name, Reports.Usual);

    [Theory]
    [MemberData(nameof(MastercardReceivers.Names), MemberType = typeof(MastercardReceivers))]
    public async Task Answer_SealedByTheVendorsLibrary_IsOpenedByTheGateway(string name) => await receivers.ShouldBeOpenedAsync(name, Reports.Usual);

    /// <summary>As the library draws its nonces, its JWE are not those of RFC 7518 (section 5.3), and cannot be opened with what .NET has.</summary>
    [Fact]
    public async Task Jwe_WithTheLibrarysOwnNonceOf16Bytes_IsNotOpened() => await receivers.ShouldNotBeOpenedAsync(MastercardReceivers.LongNonce, Reports.Usual);
}
