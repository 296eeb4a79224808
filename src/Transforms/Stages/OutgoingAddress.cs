using System.Buffers;
using System.Globalization;
using System.Text;
using Gateway.Transforms.Exchange;
using Gateway.Transforms.Plans;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Transforms;

namespace Gateway.Transforms.Stages;

/// <summary>
/// The address that a request is sent to: the destination, then the route's path or the one that came, then the query that came. Both are taken
/// from the request line: the server's view of them is decoded, and encoding that again makes other resources of some (<c>%2F</c> in an
/// identifier becomes <c>%252F</c>).
/// </summary>
internal sealed class OutgoingAddress(RequestPlan plan)
{
    /// <summary>Printable characters that RFC 3986 has no place for; a client sends them escaped, or we do.</summary>
    private static readonly SearchValues<char> Odd = SearchValues.Create("\"<>^`{|}");

    private static readonly char[] Separators = ['/', '\\'];

    private readonly string? _rewrittenPath = plan.Path is { } path ? new PathString(path).ToUriComponent() : null;
    private Known? _last;

    /// <summary>Sets the address, or says why there can be none.</summary>
    public Rejection? Set(RequestTransformContext context)
    {
        var target = context.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (Volatile.Read(ref _last) is { } known && known.Target == target && known.Destination == context.DestinationPrefix)
        {
            context.ProxyRequest.RequestUri = known.Address;
            return null;
        }

        if (FindProblem(target) is { } problem)
        {
            return new Rejection(RejectionCode.MalformedRequest) { Reason = problem };
        }

        var end = target.IndexOf('?', StringComparison.Ordinal);
        var path = _rewrittenPath ?? Escape(end < 0 ? target : target[..end]);
        var query = end < 0 ? string.Empty : Escape(target[end..]);
        var address = WrittenAddress.Of(string.Concat(context.DestinationPrefix.TrimEnd('/'), path, query));
        if (end < 0)
        {
            // An application reports to the same few addresses. A query is its data, and not kept any longer than the request.
            Volatile.Write(ref _last, new Known(target, context.DestinationPrefix, address));
        }

        context.ProxyRequest.RequestUri = address;
        return null;
    }

    private string? FindProblem(string target)
    {
        // Only the origin form has a path that everybody reads alike (RFC 9112 section 3.2.1).
        if (!target.StartsWith('/'))
        {
            return "request target is not a path";
        }

        if (target.AsSpan().ContainsAnyExceptInRange('\x21', '\x7E') || target.Contains('#', StringComparison.Ordinal))
        {
            return "character in the request target";
        }

        // Decoded by a receiver, it would climb out of what the route was meant for.
        return plan.Path is null && HasDotSegment(target.Split('?')[0]) ? "path with dot segments" : null;
    }

    /// <summary>Whether a segment is <c>.</c> or <c>..</c>, with or without the parameters that some servers take off first (RFC 3986 section 3.3).</summary>
    private static bool HasDotSegment(string path) =>
        (path.Contains('.', StringComparison.Ordinal) || path.Contains('%', StringComparison.Ordinal))
        && Uri.UnescapeDataString(path).Split(Separators).Any(static segment => segment.Split(';')[0] is "." or "..");

    private static string Escape(string text)
    {
        if (!text.AsSpan().ContainsAny(Odd))
        {
            return text;
        }

        var escaped = new StringBuilder();
        foreach (var c in text)
        {
            _ = Odd.Contains(c) ? escaped.Append(CultureInfo.InvariantCulture, $"%{(int)c:X2}") : escaped.Append(c);
        }

        return escaped.ToString();
    }

    /// <summary>The address that a target and a destination led to.</summary>
    private sealed record Known(string Target, string Destination, Uri Address);
}
