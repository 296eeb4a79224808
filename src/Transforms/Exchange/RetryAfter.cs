using System.Net.Http.Headers;

namespace Gateway.Transforms.Exchange;

/// <summary>The upstream's <c>Retry-After</c>: seconds or a date (RFC 9110 section 10.2.3).</summary>
public static class RetryAfter
{
    private const string Name = "Retry-After";

    /// <summary>How long to wait; none for a date that is past, and null where the field is absent or is neither.</summary>
    public static TimeSpan? Read(HttpResponseMessage response, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(clock);
        if (!response.Headers.NonValidated.TryGetValues(Name, out var values))
        {
            return null;
        }

        var text = values.ToString();
        if (text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            // The framework takes more seconds than an int holds for no value at all.
            return TimeSpan.FromSeconds(int.TryParse(text, out var seconds) ? seconds : int.MaxValue);
        }

        var wait = RetryConditionHeaderValue.TryParse(text, out var parsed) ? parsed.Date - clock.GetUtcNow() : null;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
