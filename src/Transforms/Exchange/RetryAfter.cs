namespace Gateway.Transforms.Exchange;

/// <summary>The upstream's <c>Retry-After</c>: seconds or a date (RFC 9110 section 10.2.3).</summary>
public static class RetryAfter
{
    /// <summary>How long to wait; none for a date that is past, and null where the field is absent or is neither.</summary>
    public static TimeSpan? Read(HttpResponseMessage response, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(clock);
        if (!response.Headers.NonValidated.Contains("Retry-After"))
        {
            return null;
        }

        var header = response.Headers.RetryAfter;
        var wait = header?.Delta ?? (header?.Date - clock.GetUtcNow());
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
