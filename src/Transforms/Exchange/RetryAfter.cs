using System.Globalization;

namespace Gateway.Transforms.Exchange;

/// <summary>The upstream's <c>Retry-After</c>: seconds or a date (RFC 9110 section 10.2.3).</summary>
public static class RetryAfter
{
    /// <summary>How long to wait; none for a date that is past, and null where the field is absent or is neither.</summary>
    public static TimeSpan? Read(HttpResponseMessage response, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(clock);
        if (!response.Headers.NonValidated.TryGetValues("Retry-After", out var values))
        {
            return null;
        }

        var text = values.ToString();
        if (text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            // A number that is too large for the framework is a long wait, and not none.
            return TimeSpan.FromSeconds(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : int.MaxValue);
        }

        var wait = response.Headers.RetryAfter?.Date - clock.GetUtcNow();
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
