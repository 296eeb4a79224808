namespace Gateway.RateLimiting;

/// <summary>Tells by what a request is counted.</summary>
internal interface IPartitionKey
{
    /// <summary>The key of those requests that cannot be told apart.</summary>
    static readonly UInt128 Unknown = UInt128.Zero;

    /// <summary>The key of the partition that the request belongs to.</summary>
    UInt128 Of(HttpContext context);
}
