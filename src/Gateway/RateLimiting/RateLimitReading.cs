namespace Gateway.RateLimiting;

/// <summary>A route's rate limit at one moment.</summary>
/// <param name="Route">The route's name.</param>
/// <param name="PermitsAvailable">
/// The whole permits in the bucket that all requests share; where the route has partitions, in the one that those share for which there is no
/// place: less than its burst means that there are more partitions than are kept.
/// </param>
/// <param name="Partitions">How many partitions are kept.</param>
/// <param name="Waiting">How many requests wait for a permit.</param>
internal readonly record struct RateLimitReading(string Route, int PermitsAvailable, int Partitions, int Waiting);
