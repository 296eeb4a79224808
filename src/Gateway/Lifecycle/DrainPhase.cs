namespace Gateway.Lifecycle;

/// <summary>Where the gateway stands between its start and its end. It goes through these in order, and never back.</summary>
internal enum DrainPhase
{
    /// <summary>Takes requests.</summary>
    Serving,

    /// <summary>Says that it is not ready, and still takes requests: whoever sends them needs time to notice.</summary>
    Leaving,

    /// <summary>Refuses new requests, and finishes those in flight.</summary>
    Draining,

    /// <summary>Connections are ended: nothing is in flight any more, or it is cut.</summary>
    Closing,

    /// <summary>Gone.</summary>
    Stopped,
}
