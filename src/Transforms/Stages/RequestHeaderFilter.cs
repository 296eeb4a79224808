using System.Collections.Frozen;
using Gateway.Transforms.Exchange;
using Gateway.Transforms.Injection;
using Gateway.Transforms.Plans;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gateway.Transforms.Stages;

/// <summary>Which of the caller's headers leave.</summary>
internal static class RequestHeaderFilter
{
    private const string ForwardedPrefix = "X-Forwarded-";

    /// <summary>
    /// Hop-by-hop fields (RFC 9110 section 7.6.1), fields that are about this connection or reveal the caller's surroundings, and fields
    /// that ask for what a gateway that seals and checks cannot give.
    /// </summary>
    public static readonly FrozenSet<string> Never = FrozenSet.ToFrozenSet(
        [
            "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "TE", "Trailer", "Transfer-Encoding",
            "Upgrade", "HTTP2-Settings", "Host", "Expect", "Range", "If-Range", "Cookie", "Forwarded", "Via", "X-Real-IP",
            "traceparent", "tracestate", "baggage",
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Of a body that is changed here: digests of the original would be wrong, and would tell of what was left out or sealed.</summary>
    public static readonly FrozenSet<string> NeverWithChangedBody = FrozenSet.ToFrozenSet(
        ["Content-Length", "Content-MD5", "Content-Digest", "Repr-Digest", "Digest", "X-Content-SHA256", "Signature", "Signature-Input", "Content-Encoding", "Content-Range", "ETag"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Refuses a field that no client can pass on unchanged; sent anyway, it would fail at the receiver's door.</summary>
    public static Rejection? FindUnsendable(IHeaderDictionary headers)
    {
        foreach (var (_, values) in headers)
        {
            foreach (var value in values)
            {
                if (value is not null && !HeaderText.IsPrintable(value))
                {
                    return new Rejection(RejectionCode.MalformedRequest) { Reason = "header with other than printable ASCII" };
                }
            }
        }

        return null;
    }

    public static bool Leaves(string name, RequestPlan plan, StringValues connection) =>
        !Never.Contains(name)
        && !name.StartsWith(ForwardedPrefix, StringComparison.OrdinalIgnoreCase)
        && !plan.RemoveHeaders.Contains(name)
        && !(plan.ReadsBody && NeverWithChangedBody.Contains(name))
        && (connection.Count == 0 || !IsNominated(name, connection));

    /// <summary>Whether <c>Connection</c> names the field as one that ends here.</summary>
    private static bool IsNominated(string name, StringValues connection)
    {
        foreach (var value in connection)
        {
            foreach (var range in value.AsSpan().Split(','))
            {
                if (value.AsSpan(range).Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
