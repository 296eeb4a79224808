using System.Collections.Frozen;
using Gateway.Transforms.Exchange;
using Gateway.Transforms.Injection;
using Gateway.Transforms.Plans;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Transforms;

namespace Gateway.Transforms.Stages;

/// <summary>Which of the caller's headers leave by one route.</summary>
internal sealed class RequestHeaderFilter(RequestPlan plan, bool opensAnswers = false)
{
    private const string ForwardedPrefix = "X-Forwarded-";
    private const string AcceptEncoding = "Accept-Encoding";

    /// <summary>
    /// Hop-by-hop fields (RFC 9110 section 7.6.1), fields that are about this connection or reveal the caller's surroundings, and fields
    /// that ask for what a gateway that seals and checks cannot give.
    /// </summary>
    private static readonly string[] Never =
        [
            "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "TE", "Trailer", "Transfer-Encoding",
            "Upgrade", "HTTP2-Settings", "Host", "Expect", "Range", "If-Range", "Cookie", "Forwarded", "Via", "X-Real-IP",
            "traceparent", "tracestate", "baggage",
        ];

    /// <summary>Of a body that is changed here: digests of the original would be wrong, and would tell of what was left out or sealed.</summary>
    private static readonly string[] NeverWithChangedBody =
        ["Content-Length", "Content-MD5", "Content-Digest", "Repr-Digest", "Digest", "X-Content-SHA256", "Signature", "Signature-Input", "Content-Encoding", "Content-Range", "ETag"];

    /// <summary>Of a sealed body: what it was says nothing about what is sent, whose only such field is the envelope's own content type.</summary>
    private static readonly string[] NeverWithSealedBody =
        ["Content-Type", "Content-Language", "Content-Location", "Content-Disposition", "Expires", "Last-Modified", "Allow"];

    private readonly FrozenSet<string> _withheld = FrozenSet.ToFrozenSet(
        [
            .. Never, .. plan.RemoveHeaders, .. plan.ReadsBody ? NeverWithChangedBody : [], .. plan.Envelope is null ? [] : NeverWithSealedBody,
            .. opensAnswers ? [AcceptEncoding] : Array.Empty<string>(),
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Copies what leaves to the outgoing message.</summary>
    /// <returns>Null, or a refusal because of a field that no client can pass on unchanged: sent anyway, it would fail at the receiver's door.</returns>
    public Rejection? Copy(RequestTransformContext context)
    {
        var headers = context.HttpContext.Request.Headers;
        var connection = headers.Connection;
        foreach (var (name, values) in headers)
        {
            if (!IsPrintable(values))
            {
                return new Rejection(RejectionCode.MalformedRequest) { Reason = "header with other than printable ASCII" };
            }

            if (Leaves(name, connection))
            {
                RequestTransform.AddHeader(context, name, values);
            }
        }

        if (opensAnswers)
        {
            // A sealed answer does not get smaller, and one that is coded besides is not opened.
            RequestTransform.AddHeader(context, AcceptEncoding, "identity");
        }

        return null;
    }

    public bool Leaves(string name, StringValues connection) =>
        !_withheld.Contains(name)
        && !name.StartsWith(ForwardedPrefix, StringComparison.OrdinalIgnoreCase)
        && !ConnectionOptions.Nominate(connection, name);

    private static bool IsPrintable(StringValues values)
    {
        foreach (var value in values)
        {
            if (value is not null && !HeaderText.IsPrintable(value))
            {
                return false;
            }
        }

        return true;
    }
}
