using Gateway.Transforms.Stages;
using Microsoft.Extensions.Primitives;

namespace Gateway.Transforms.Tests.Stages;

public sealed class RequestHeaderFilterTests
{
    /// <summary>Written out again on purpose: a name that falls off the list must be missed by someone.</summary>
    public static TheoryData<string> NeverLeaving =>
    [
        "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "TE", "Trailer", "Transfer-Encoding",
        "Upgrade", "HTTP2-Settings", "Host", "Expect", "Range", "If-Range", "Cookie", "Forwarded", "traceparent", "tracestate", "baggage",
        "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix", "X-Forwarded-Client-Cert",
    ];

    public static TheoryData<string> AboutTheBody =>
        ["Content-Length", "Content-MD5", "Content-Digest", "Repr-Digest", "Digest", "Content-Encoding", "Content-Range", "ETag"];

    [Theory]
    [MemberData(nameof(NeverLeaving))]
    public void Header_OfTheConnectionOrTheCaller_NeverLeaves(string name)
    {
        foreach (var spelling in Spellings(name))
        {
            Leaves(spelling).ShouldBeFalse(spelling);
            new RequestHeaderFilter(SamplePlans.Of(readsBody: true)).Leaves(spelling, default).ShouldBeFalse(spelling);
        }
    }

    [Theory]
    [MemberData(nameof(AboutTheBody))]
    public void Header_AboutTheBody_LeavesOnlyWithTheBodyAsItCame(string name)
    {
        foreach (var spelling in Spellings(name))
        {
            new RequestHeaderFilter(SamplePlans.Of(readsBody: true)).Leaves(spelling, default).ShouldBeFalse(spelling);
            new RequestHeaderFilter(SamplePlans.Of(readsBody: false)).Leaves(spelling, default).ShouldBeTrue(spelling);
        }
    }

    [Theory]
    [InlineData("Accept")]
    [InlineData("Content-Type")]
    [InlineData("User-Agent")]
    [InlineData("X-Custom")]
    [InlineData("X-Forwarder")]
    [InlineData("Cookies")]
    public void Header_OfTheMessage_Leaves(string name) => Leaves(name).ShouldBeTrue();

    [Theory]
    [InlineData("X-Custom")]
    [InlineData("close, X-Custom")]
    [InlineData("X-CUSTOM")]
    [InlineData(" x-custom\t,close")]
    [InlineData(",,X-Custom,")]
    public void Header_NominatedByConnection_DoesNotLeave(string connection) => Leaves("X-Custom", connection).ShouldBeFalse();

    [Fact]
    public void Header_NominatedByASecondConnectionLine_DoesNotLeave() =>
        new RequestHeaderFilter(SamplePlans.Of()).Leaves("X-Custom", new StringValues(["close", "X-Custom"])).ShouldBeFalse();

    [Theory]
    [InlineData("close")]
    [InlineData("X-Custom-Too")]
    [InlineData("X Custom")]
    [InlineData("")]
    public void Header_NotNominatedByConnection_Leaves(string connection) => Leaves("X-Custom", connection).ShouldBeTrue();

    [Fact]
    public void Header_ThatTheRouteRemoves_DoesNotLeave() =>
        new RequestHeaderFilter(SamplePlans.Of(removeHeaders: ["Authorization"])).Leaves("authorization", default).ShouldBeFalse();

    private static bool Leaves(string name, string? connection = null) =>
        new RequestHeaderFilter(SamplePlans.Of()).Leaves(name, connection is null ? default : new StringValues(connection));

    // HTTP/2 writes names in lower case, and HTTP/1.1 does not care (RFC 9110 section 5.1).
    private static string[] Spellings(string name) => [name, name.ToUpperInvariant(), string.Concat(name.Select(char.ToLowerInvariant))];
}
