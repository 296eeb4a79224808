using System.Collections.Frozen;
using System.Net;
using Gateway.Configuration.Options;
using Gateway.Egress.Tls;
using Gateway.Transforms.Exchange;

namespace Gateway.Egress;

/// <summary>How an attempt ended, in one word of a closed list. The words for what went wrong are also the reasons in the log.</summary>
internal static class AttemptOutcome
{
    /// <summary>The name does not resolve.</summary>
    public const string Dns = "dns";

    /// <summary>Every address of the name is one that may not be connected to.</summary>
    public const string DestinationRefused = "destination-refused";

    /// <summary>No connection.</summary>
    public const string Connect = "connect";

    /// <summary>No connection in time, or none was free: nothing was sent.</summary>
    public const string ConnectTimeout = "connect-timeout";

    /// <summary>No answer began in time.</summary>
    public const string Timeout = "timeout";

    /// <summary>The connection ended before the answer's head was whole.</summary>
    public const string ResponseEnded = "response-ended";

    /// <summary>What came is no answer.</summary>
    public const string InvalidResponse = "invalid-response";

    /// <summary>The answer's head is too large.</summary>
    public const string ResponseHeadTooLarge = "response-head-too-large";

    /// <summary>An error of HTTP/2 or HTTP/3.</summary>
    public const string Protocol = "protocol";

    /// <summary>The upstream wanted the bytes a second time.</summary>
    public const string RefusedStream = "refused-stream";

    /// <summary>The connection broke otherwise.</summary>
    public const string ConnectionLost = "connection-lost";

    /// <summary>The caller's own mistake or delay, seen while its body was streamed.</summary>
    public const string Caller = "caller";

    /// <summary>The caller went away, or the stop cut the attempt off.</summary>
    public const string Aborted = "aborted";

    /// <summary>A fault of ours.</summary>
    public const string Fault = "fault";

    private static readonly string[] Answers = ["2xx", "3xx", "4xx", "5xx"];

    private static readonly FrozenSet<string> Refusals = FrozenSet.ToFrozenSet(PeerRefusal.All, StringComparer.Ordinal);

    private static readonly FrozenSet<string> Failures = FrozenSet.ToFrozenSet(
        [Dns, DestinationRefused, Connect, ConnectTimeout, .. PeerRefusal.All, Timeout, ResponseEnded, InvalidResponse, ResponseHeadTooLarge, Protocol, RefusedStream, ConnectionLost],
        StringComparer.Ordinal);

    public static IReadOnlyList<string> All { get; } = [.. Answers, .. Failures, Caller, Aborted, Fault];

    /// <summary>The answer's class; no final status is no answer.</summary>
    public static string Of(HttpStatusCode status) => (int)status is >= 200 and < 600 ? Answers[((int)status / 100) - 2] : InvalidResponse;

    /// <summary>Whether the upstream, or the way there, is to blame.</summary>
    public static bool IsFailure(string? outcome) => outcome is not null && Failures.Contains(outcome);

    /// <summary>Whether there was no connection: nothing of the body was read or sent. So it is before the first attempt, when there is no word yet.</summary>
    public static bool IsWithoutConnection(string? outcome) =>
        outcome is null or Dns or DestinationRefused or Connect or ConnectTimeout || (Refusals.Contains(outcome) && outcome != PeerRefusal.ClientCertificateDemanded);

    /// <summary>Whether nothing of the report can have been processed, by the kind of the failure alone.</summary>
    public static bool IsUntouched(string? outcome) => IsWithoutConnection(outcome) || outcome == RefusedStream;

    /// <summary>What a failure is called where further attempts are configured. One that would repeat itself has no name there.</summary>
    public static RetryCondition ConditionOf(string? outcome) => outcome switch
    {
        Dns or Connect or ConnectTimeout or ResponseEnded or ConnectionLost or Protocol or RefusedStream => RetryCondition.Connect,
        Timeout => RetryCondition.Timeout,
        _ => RetryCondition.None,
    };

    /// <summary>The word for an attempt that ended in <paramref name="rejection"/>.</summary>
    public static string Of(Rejection rejection) => rejection.Reason is { } reason && Failures.Contains(reason) ? reason : Caller;
}
