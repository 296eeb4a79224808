namespace Gateway.Tests.Harness;

/// <summary>What a <see cref="RawHttp2Upstream"/> does to a stream.</summary>
public enum Http2Reply
{
    /// <summary>A 200.</summary>
    Answer,

    /// <summary>RST_STREAM with REFUSED_STREAM, as soon as the head is there.</summary>
    RefuseStream,

    /// <summary>RST_STREAM with INTERNAL_ERROR, once the stream is whole.</summary>
    FailStream,

    /// <summary>GOAWAY that names no stream as taken, as soon as the head is there.</summary>
    GoAwayUntaken,

    /// <summary>GOAWAY that names the stream as taken, once it is whole, and the end of the connection without an answer.</summary>
    GoAwayTaken,
}
