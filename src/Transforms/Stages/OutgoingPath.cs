using Gateway.Transforms.Exchange;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Transforms;

namespace Gateway.Transforms.Stages;

/// <summary>
/// The path that leaves on a route without a rewrite: as it came. The server's view of it is decoded, and encoding that again makes another path
/// of one with escapes (<c>%2F</c> in an identifier becomes <c>%252F</c>), so a path with escapes is taken from the request line.
/// </summary>
internal static class OutgoingPath
{
    private static readonly char[] Separators = ['/', '\\'];

    /// <summary>Sets the address of a request whose path has escapes; any other is left to the proxy.</summary>
    /// <returns>Null, or why the path is refused: decoded by a receiver, it would climb out of what the route was meant for.</returns>
    public static Rejection? Keep(RequestTransformContext context)
    {
        var target = context.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var end = target.IndexOf('?', StringComparison.Ordinal);
        var path = end < 0 ? target : target[..end];
        if (!path.StartsWith('/') || !path.Contains('%', StringComparison.Ordinal))
        {
            return null;
        }

        if (Uri.UnescapeDataString(path).Split(Separators).Any(static segment => segment is "." or ".."))
        {
            return new Rejection(RejectionCode.MalformedRequest) { Reason = "path with dot segments" };
        }

        // Without canonicalisation: the framework's would decode some of the escapes.
        context.ProxyRequest.RequestUri = new Uri(
            string.Concat(context.DestinationPrefix.TrimEnd('/'), path, context.Query.QueryString.Value),
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        return null;
    }
}
