namespace Gateway.Transforms.Exchange;

/// <summary>
/// Why a request is refused: the one table of codes, statuses and titles. What the caller gets is made from it alone
/// (RFC 9457), so nothing of a body, a secret or an upstream can be in an answer.
/// </summary>
public sealed class RejectionCode
{
    private RejectionCode(string name, int status, string title)
    {
        Name = name;
        Status = status;
        Title = title;
    }

    /// <summary>No route matches.</summary>
    public static RejectionCode RouteNotFound { get; } = new("route-not-found", 404, "No route matches this request.");

    /// <summary>The path matches, the method does not.</summary>
    public static RejectionCode MethodNotAllowed { get; } = new("method-not-allowed", 405, "This route does not take this method.");

    /// <summary>The body is larger than the route allows.</summary>
    public static RejectionCode BodyTooLarge { get; } = new("body-too-large", 413, "The body is larger than this route allows.");

    /// <summary>The content type is not the route's, or the body is encoded.</summary>
    public static RejectionCode UnsupportedContentType { get; } = new("unsupported-content-type", 415, "This route does not take this content type or encoding.");

    /// <summary>The body is empty, not UTF-8, not JSON, too deep, or names a member twice.</summary>
    public static RejectionCode MalformedBody { get; } = new("malformed-body", 400, "The body is not well-formed.");

    /// <summary>The body does not fit the route's schema.</summary>
    public static RejectionCode SchemaViolation { get; } = new("schema-violation", 422, "The body does not fit this route's schema.");

    /// <summary>The body cannot be brought into the receiver's form.</summary>
    public static RejectionCode EnvelopeFailed { get; } = new("envelope-failed", 422, "The body cannot be brought into the receiver's form.");

    /// <summary>A secret is missing or too old to be used.</summary>
    public static RejectionCode SecretUnavailable { get; } = new("secret-unavailable", 503, "A secret that this route needs is not available.");

    /// <summary>No connection to the upstream, or none that can be trusted.</summary>
    public static RejectionCode UpstreamUnavailable { get; } = new("upstream-unavailable", 502, "The receiver cannot be reached.");

    /// <summary>The upstream has as many requests as it may have at a time.</summary>
    public static RejectionCode UpstreamBusy { get; } = new("upstream-busy", 503, "The receiver is busy with other requests.");

    /// <summary>The upstream did not answer in time.</summary>
    public static RejectionCode UpstreamTimeout { get; } = new("upstream-timeout", 504, "The receiver did not answer in time.");

    /// <summary>The upstream refused the report; the status is its own.</summary>
    public static RejectionCode UpstreamRejected { get; } = new("upstream-rejected", 400, "The receiver refused the report.");

    /// <summary>The upstream failed, or refused our own credentials.</summary>
    public static RejectionCode UpstreamFailed { get; } = new("upstream-failed", 502, "The receiver failed to process the report.");

    /// <summary>Too many requests, here or at the upstream.</summary>
    public static RejectionCode RateLimited { get; } = new("rate-limited", 429, "Too many requests.");

    /// <summary>Framing, headers or a query that are refused.</summary>
    public static RejectionCode MalformedRequest { get; } = new("malformed-request", 400, "The request's framing, headers or query are not acceptable.");

    /// <summary>The body did not arrive in time.</summary>
    public static RejectionCode RequestTimeout { get; } = new("request-timeout", 408, "The body did not arrive in time.");

    /// <summary>The gateway is on its way out, and takes no new requests.</summary>
    public static RejectionCode Draining { get; } = new("draining", 503, "The gateway is shutting down.");

    /// <summary>A fault of our own.</summary>
    public static RejectionCode InternalError { get; } = new("internal-error", 500, "The gateway failed to process the request.");

    /// <summary>The code, as it stands in problem documents, logs and metrics.</summary>
    public string Name { get; }

    /// <summary>The HTTP status that goes with the code.</summary>
    public int Status { get; }

    /// <summary>A sentence for people; the same for every occurrence.</summary>
    public string Title { get; }

    /// <summary>Returns <see cref="Name"/>.</summary>
    public override string ToString() => Name;
}
