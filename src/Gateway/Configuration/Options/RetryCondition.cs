namespace Gateway.Configuration.Options;

/// <summary><c>Retry.On</c>: what an attempt may fail by and be followed by another.</summary>
[Flags]
internal enum RetryCondition
{
    None = 0,

    /// <summary>No connection came about, or it ended before an answer did.</summary>
    Connect = 1,

    /// <summary>No answer began in time.</summary>
    Timeout = 2,

    /// <summary>429: too many requests.</summary>
    TooManyRequests = 4,

    /// <summary>502: a gateway on the way had no valid answer.</summary>
    BadGateway = 8,

    /// <summary>503: not able at the moment.</summary>
    ServiceUnavailable = 16,

    /// <summary>504: a gateway on the way had no answer in time.</summary>
    GatewayTimeout = 32,

    All = Connect | Timeout | TooManyRequests | BadGateway | ServiceUnavailable | GatewayTimeout,
}
