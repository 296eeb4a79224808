namespace Gateway.Hosting;

/// <summary>Identifies one request in its answer and in the log.</summary>
internal static class RequestId
{
    public const string HeaderName = "X-Request-Id";

    /// <summary>A new identifier: 32 hexadecimal digits, unique, in the order of time (RFC 9562 section 5.7).</summary>
    public static string Next(TimeProvider clock) => Guid.CreateVersion7(clock.GetUtcNow()).ToString("N");
}
