using System.Globalization;
using System.Net.Http.Headers;

namespace Gateway.Transforms.Exchange;

/// <summary>The upstream's <c>Retry-After</c>: seconds or a date (RFC 9110 section 10.2.3).</summary>
public static class RetryAfter
{
    /// <summary>
    /// How long to wait: none for a date that is past, the longest where the field is there more than once, and null where it is absent or cannot be read, which says as
    /// little.
    /// </summary>
    public static TimeSpan? Read(HttpResponseMessage response, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(clock);
        if (!response.Headers.NonValidated.TryGetValues("Retry-After", out var values))
        {
            return null;
        }

        TimeSpan? longest = null;
        foreach (var value in values)
        {
            if (Read(value, clock) is { } wait && !(wait <= longest))
            {
                longest = wait;
            }
        }

        return longest;
    }

    /// <summary>How long one field's text says to wait.</summary>
    public static TimeSpan? Read(string text, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(clock);
        if (text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            // A number that is too large for the framework is a long wait, and not none.
            return TimeSpan.FromSeconds(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : int.MaxValue);
        }

        if (!RetryConditionHeaderValue.TryParse(text, out var parsed) || parsed.Date is not { } date)
        {
            return null;
        }

        var left = date - clock.GetUtcNow();
        return left < TimeSpan.Zero ? TimeSpan.Zero : left;
    }
}
