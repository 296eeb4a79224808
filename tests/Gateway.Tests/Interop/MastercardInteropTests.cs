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

    /// <summary>The library's nonces have 16 bytes (RFC 7518 section 5.3: 12), and its base64url has slashes: what it seals is a JWE in the vendor's dialect alone.</summary>
    [Fact]
    public async Task Jwe_OfTheVendorsLibraryWhereTheStandardIsWanted_IsNotOpened() => await receivers.ShouldNotBeOpenedAsync(MastercardReceivers.Strict, Reports.Usual);
}
