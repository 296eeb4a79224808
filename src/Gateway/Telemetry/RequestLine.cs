namespace Gateway.Telemetry;

/// <summary>What the log says of one request: names from the configuration, codes, sizes and times, never what a request or an answer holds.</summary>
/// <param name="Time">When it ended.</param>
/// <param name="Level">Error for a fault of ours, else information.</param>
/// <param name="Route">The route's name, or <c>none</c>.</param>
/// <param name="Outcome">How it ended, in a word.</param>
/// <param name="Code">The code of the refusal, or <c>none</c>.</param>
/// <param name="Reason">Why within the code, or <c>none</c>.</param>
/// <param name="Status">Of the answer.</param>
/// <param name="Duration">From the head of the request to the end of the answer.</param>
/// <param name="RequestId">What the caller got as <c>X-Request-Id</c>.</param>
/// <param name="Attempts">How many attempts to send it were begun.</param>
/// <param name="RequestBytes">The declared length, or what was read.</param>
/// <param name="SentBytes">The body of the last attempt that sent one; 0 if none did, and for one that streamed through.</param>
/// <param name="ResponseBytes">The declared length of the answer, or 0.</param>
internal readonly record struct RequestLine(
    DateTimeOffset Time,
    LogLevel Level,
    string Route,
    string Outcome,
    string Code,
    string Reason,
    int Status,
    TimeSpan Duration,
    string RequestId,
    int Attempts,
    long RequestBytes,
    long SentBytes,
    long ResponseBytes)
{
    public const int EventId = 1001;
}
