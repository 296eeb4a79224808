using System.Threading.RateLimiting;

namespace Gateway.RateLimiting;

/// <summary>Whether a permit was given. Permits come back with time and not with the lease, so there is nothing to give back.</summary>
internal sealed class PermitLease : RateLimitLease
{
    private static readonly string[] RefusalMetadata = [MetadataName.RetryAfter.Name];

    private readonly TimeSpan _retryAfter;

    private PermitLease(bool isAcquired, TimeSpan retryAfter)
    {
        IsAcquired = isAcquired;
        _retryAfter = retryAfter;
    }

    /// <summary>A permit: all are alike.</summary>
    public static PermitLease Granted { get; } = new(true, TimeSpan.Zero);

    /// <summary>No permit, and no last word either: one may still be waited for.</summary>
    public static PermitLease NotNow { get; } = new(false, TimeSpan.Zero);

    public override bool IsAcquired { get; }

    public override IEnumerable<string> MetadataNames => IsAcquired ? [] : RefusalMetadata;

    /// <summary>No permit, and when it is worth while to ask again.</summary>
    public static PermitLease Refused(TimeSpan retryAfter) => new(false, retryAfter);

    public override bool TryGetMetadata(string metadataName, out object? metadata)
    {
        metadata = !IsAcquired && metadataName == MetadataName.RetryAfter.Name ? _retryAfter : null;
        return metadata is not null;
    }
}
