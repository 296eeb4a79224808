using System.Globalization;
using System.Text;

namespace Gateway.Transforms.Exchange;

/// <summary>A route's rate limit as the caller is told of it (draft-ietf-httpapi-ratelimit-headers-10).</summary>
public sealed class QuotaPolicy
{
    private readonly string _name;

    /// <param name="name">The route's name.</param>
    /// <param name="quota">How many requests are taken.</param>
    /// <param name="windowSeconds">In how many seconds.</param>
    public QuotaPolicy(string name, long quota, long windowSeconds)
    {
        _name = Quote(name);
        Field = string.Create(CultureInfo.InvariantCulture, $"{_name};q={quota};w={windowSeconds}");
    }

    /// <summary>The value of <c>RateLimit-Policy</c>.</summary>
    public string Field { get; }

    /// <summary>The value of <c>RateLimit</c>.</summary>
    /// <param name="available">How many requests are still taken.</param>
    /// <param name="seconds">For how long these have to do; null for no word of it.</param>
    public string Describe(long available, long? seconds) => seconds is { } window
        ? string.Create(CultureInfo.InvariantCulture, $"{_name};r={available};t={window}")
        : string.Create(CultureInfo.InvariantCulture, $"{_name};r={available}");

    /// <summary>
    /// A string of structured fields (RFC 9651 section 3.3.3), which holds printable ASCII alone. What else a name has is written as in a URI,
    /// and so is the percent sign itself: two names never look alike.
    /// </summary>
    private static string Quote(string name)
    {
        var quoted = new StringBuilder("\"");
        foreach (var octet in Encoding.UTF8.GetBytes(name))
        {
            if (octet is < 0x20 or > 0x7E or (byte)'%')
            {
                quoted.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
            }
            else
            {
                quoted.Append(octet is (byte)'"' or (byte)'\\' ? "\\" : string.Empty).Append((char)octet);
            }
        }

        return quoted.Append('"').ToString();
    }
}
