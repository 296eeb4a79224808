namespace Gateway.Configuration.Options;

/// <summary><c>Routes.*.RateLimit</c>: how many requests are taken. Two that are equal are the same limit: a reload keeps its state.</summary>
/// <param name="Permits">How many requests are taken in <paramref name="Per"/>.</param>
/// <param name="Per">The time in which that many permits come back, evenly.</param>
/// <param name="Burst">How many permits can be saved up; not fewer than <paramref name="Permits"/>.</param>
/// <param name="By">Which requests share permits.</param>
/// <param name="Header">The name of the header that tells, with <see cref="PartitionBy.Header"/>.</param>
/// <param name="Queue">How many requests of the route may wait for a permit.</param>
internal sealed record RateLimitOptions(int Permits, TimeSpan Per, int Burst, PartitionBy By, string? Header, int Queue);
