using Gateway.Transforms.Exchange;
using Microsoft.Extensions.Primitives;

namespace Gateway.Listeners;

/// <summary>
/// Refuses requests that two servers could read in two ways (RFC 9112 section 6.3): what the server behind us would take for another
/// request must not have passed for a part of this one.
/// </summary>
internal sealed class FramingMiddleware(RequestDelegate next)
{
    /// <summary>Where Kestrel puts a Content-Length that stood beside Transfer-Encoding; no caller has a use for the name.</summary>
    private const string DisplacedContentLength = "X-Content-Length";

    public Task InvokeAsync(HttpContext context)
    {
        if (FindProblem(context.Request) is { } problem)
        {
            HttpExchange.Of(context).Reject(new Rejection(RejectionCode.MalformedRequest) { Reason = problem });

            // Where this request ends is in doubt, so nothing after it may be read as another.
            context.Connection.RequestClose();
            return Task.CompletedTask;
        }

        // Nothing is upgraded here: a tunnel could not be read. Asked for by some clients on every first request, so it is not refused.
        context.Request.Headers.Remove("Upgrade");
        return next(context);
    }

    private static string? FindProblem(HttpRequest request)
    {
        var headers = request.Headers;
        var transferEncoding = headers.TransferEncoding;
        if (headers.ContainsKey(DisplacedContentLength))
        {
            return "content length beside transfer encoding";
        }

        if (transferEncoding.Count > 0 && !IsChunkedAlone(transferEncoding, request))
        {
            return "transfer encoding";
        }

        if ((HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && (transferEncoding.Count > 0 || request.ContentLength > 0))
        {
            return "body on a method that has none";
        }

        return HttpMethods.IsConnect(request.Method) || HttpMethods.IsTrace(request.Method) ? "method" : null;
    }

    private static bool IsChunkedAlone(StringValues transferEncoding, HttpRequest request) =>
        HttpProtocol.IsHttp11(request.Protocol)
        && transferEncoding.Count == 1
        && string.Equals(transferEncoding, "chunked", StringComparison.OrdinalIgnoreCase);
}
