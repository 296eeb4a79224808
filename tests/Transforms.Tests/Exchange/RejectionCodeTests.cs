using Gateway.Transforms.Exchange;

namespace Gateway.Transforms.Tests.Exchange;

public sealed class RejectionCodeTests
{
    /// <summary>The published table: what callers build on, so a change here breaks them.</summary>
    public static TheoryData<RejectionCode, string, int> Statuses => new()
    {
        { RejectionCode.RouteNotFound, "route-not-found", 404 },
        { RejectionCode.MethodNotAllowed, "method-not-allowed", 405 },
        { RejectionCode.BodyTooLarge, "body-too-large", 413 },
        { RejectionCode.UnsupportedContentType, "unsupported-content-type", 415 },
        { RejectionCode.MalformedBody, "malformed-body", 400 },
        { RejectionCode.SchemaViolation, "schema-violation", 422 },
        { RejectionCode.EnvelopeFailed, "envelope-failed", 422 },
        { RejectionCode.RateLimited, "rate-limited", 429 },
        { RejectionCode.SecretUnavailable, "secret-unavailable", 503 },
        { RejectionCode.UpstreamUnavailable, "upstream-unavailable", 502 },
        { RejectionCode.UpstreamBusy, "upstream-busy", 503 },
        { RejectionCode.UpstreamTimeout, "upstream-timeout", 504 },
        { RejectionCode.UpstreamRejected, "upstream-rejected", 400 },
        { RejectionCode.UpstreamFailed, "upstream-failed", 502 },
        { RejectionCode.MalformedRequest, "malformed-request", 400 },
        { RejectionCode.RequestTimeout, "request-timeout", 408 },
        { RejectionCode.Draining, "draining", 503 },
        { RejectionCode.InternalError, "internal-error", 500 },
    };

    [Theory]
    [MemberData(nameof(Statuses), DisableDiscoveryEnumeration = true)]
    public void RejectionCode_Each_HasItsPublishedNameAndStatus(RejectionCode code, string name, int status)
    {
        code.Name.ShouldBe(name);
        code.ToString().ShouldBe(name);
        code.Status.ShouldBe(status);
        code.Title.ShouldEndWith(".");
        new Rejection(code).Status.ShouldBe(status);
    }

    [Fact]
    public void Rejection_OfTheUpstream_CarriesTheUpstreamsStatus() =>
        new Rejection(RejectionCode.UpstreamRejected) { Status = 409 }.Status.ShouldBe(409);
}
