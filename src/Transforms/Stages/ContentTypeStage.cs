using Gateway.Transforms.Exchange;
using Gateway.Transforms.Plans;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Gateway.Transforms.Stages;

/// <summary>Refuses a body that the later stages would not understand: another media type, another charset, a content coding.</summary>
internal static class ContentTypeStage
{
    public static Rejection? Run(HttpRequest request, RequestPlan plan)
    {
        if (plan.ContentTypes is not { } accepted)
        {
            return plan.ReadsBody ? RefuseEncoding(request) : null;
        }

        // As nearly every client writes it, which needs no parsing.
        if (request.Headers.ContentType is [{ } only] && accepted.Contains(only))
        {
            return RefuseEncoding(request);
        }

        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || request.Headers.ContentType.Count != 1)
        {
            return Refuse("no content type");
        }

        if (type.Parameters.Count(static parameter => parameter.Name.StartsWith("charset", StringComparison.OrdinalIgnoreCase)) > (type.Charset.HasValue ? 1 : 0))
        {
            return Refuse("two charsets");
        }

        var charset = HeaderUtilities.RemoveQuotes(type.Charset);
        if (charset.HasValue && !charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        {
            return Refuse("charset");
        }

        return accepted.GetAlternateLookup<ReadOnlySpan<char>>().Contains(type.MediaType.AsSpan())
            ? RefuseEncoding(request)
            : Refuse("media type");
    }

    private static Rejection? RefuseEncoding(HttpRequest request)
    {
        var coding = request.Headers.ContentEncoding;
        return coding.Count == 0 || string.Equals(coding, "identity", StringComparison.OrdinalIgnoreCase) ? null : Refuse("content coding");
    }

    private static Rejection Refuse(string reason) => new(RejectionCode.UnsupportedContentType) { Reason = reason };
}
