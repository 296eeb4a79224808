namespace Gateway.RateLimiting;

/// <summary>What came of asking for a permit.</summary>
/// <param name="IsGranted">Whether it was given.</param>
/// <param name="Left">How many whole permits are left.</param>
/// <param name="TicksToNext">In how many ticks there will be one for whoever asks next.</param>
internal readonly record struct Attempt(bool IsGranted, int Left, long TicksToNext);
