using System.Security.Authentication;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Exchange;

namespace Gateway.Egress;

/// <summary>Turns what went wrong with an attempt into a rejection whose reason is a word of ours: an exception's text may hold anything.</summary>
internal static class EgressFailure
{
    public static Rejection Explain(HttpRequestException failure)
    {
        for (Exception? inner = failure; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case DestinationRefusedException:
                    return Unavailable("destination-refused");
                case AuthenticationException:
                    return Unavailable("tls");
                case ContentAlreadySentException:
                    return Failed("refused-stream");
                case BadHttpRequestException badRequest:
                    return ExplainCaller(badRequest);
            }
        }

        return failure.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => Unavailable("dns"),
            HttpRequestError.ConnectionError => Unavailable("connect"),
            HttpRequestError.SecureConnectionError => Unavailable("tls"),
            HttpRequestError.ResponseEnded => Failed("response-ended"),
            HttpRequestError.InvalidResponse => Failed("invalid-response"),
            HttpRequestError.HttpProtocolError => Failed("protocol"),
            HttpRequestError.ConfigurationLimitExceeded => Failed("response-head-too-large"),
            _ => Failed("connection-lost"),
        };
    }

    /// <summary>Of a body that streams through, the caller's own mistake shows while it is being sent.</summary>
    public static Rejection ExplainCaller(BadHttpRequestException failure) => new(failure.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => RejectionCode.BodyTooLarge,
        StatusCodes.Status408RequestTimeout => RejectionCode.RequestTimeout,
        _ => RejectionCode.MalformedRequest,
    })
    {
        Reason = "while streaming",
    };

    private static Rejection Unavailable(string reason) => new(RejectionCode.UpstreamUnavailable) { Reason = reason };

    private static Rejection Failed(string reason) => new(RejectionCode.UpstreamFailed) { Reason = reason };
}
