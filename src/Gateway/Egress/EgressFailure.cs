using System.Security.Authentication;
using Gateway.Egress.Tls;
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
                    return Unavailable(AttemptOutcome.DestinationRefused);
                case PeerRefusedException refused:
                    return Unavailable(refused.Reason);
                case AuthenticationException:
                    // Not of the handshake, which says what it refuses: the report may have been sent by then.
                    return Failed(AttemptOutcome.ConnectionLost);
                case ContentAlreadySentException:
                    return Failed(AttemptOutcome.RefusedStream);
                case BadHttpRequestException badRequest:
                    return ExplainCaller(badRequest);
            }
        }

        // With TLS 1.3 our side of the handshake is over before the other has looked at our certificate: its refusal meets the request.
        if (TlsAlert.Explain(failure) is PeerRefusal.ClientCertificateDemanded)
        {
            return Unavailable(PeerRefusal.ClientCertificateDemanded);
        }

        return failure.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => Unavailable(AttemptOutcome.Dns),
            HttpRequestError.ConnectionError => Unavailable(AttemptOutcome.Connect),
            HttpRequestError.SecureConnectionError => Unavailable(PeerRefusal.Other),
            HttpRequestError.ResponseEnded => Failed(AttemptOutcome.ResponseEnded),
            HttpRequestError.InvalidResponse => Failed(AttemptOutcome.InvalidResponse),
            HttpRequestError.HttpProtocolError => Failed(AttemptOutcome.Protocol),
            HttpRequestError.ConfigurationLimitExceeded => Failed(AttemptOutcome.ResponseHeadTooLarge),
            _ => Failed(AttemptOutcome.ConnectionLost),
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
