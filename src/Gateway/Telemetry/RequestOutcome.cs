using Gateway.Transforms.Exchange;

namespace Gateway.Telemetry;

/// <summary>How a request ended: the four words that the log and the metrics have for it.</summary>
internal static class RequestOutcome
{
    /// <summary>The caller went away, or the stop cut it off.</summary>
    public const string Aborted = "aborted";

    /// <summary>The caller has the upstream's answer.</summary>
    public const string Forwarded = "forwarded";

    /// <summary>Refused after an attempt was made, whether or not anything was sent by it.</summary>
    public const string Failed = "failed";

    /// <summary>Refused before an attempt was made.</summary>
    public const string Rejected = "rejected";

    public static IReadOnlyList<string> All { get; } = [Aborted, Forwarded, Failed, Rejected];

    public static string Of(HttpContext context, HttpExchange exchange) =>
        exchange.Rejection?.Code == RejectionCode.UpstreamFailed ? Failed
        : context.RequestAborted.IsCancellationRequested ? Aborted
        : exchange.Rejection is null ? Forwarded
        : exchange.Attempts > 0 ? Failed
        : Rejected;
}
