using Microsoft.Extensions.Primitives;

namespace Gateway.Transforms.Stages;

/// <summary>The fields of a <c>Connection</c> header, as they came (RFC 9110 section 7.6.1).</summary>
internal static class ConnectionOptions
{
    /// <summary>Whether <paramref name="connection"/> names the field called <paramref name="name"/> as one that ends at this hop.</summary>
    public static bool Nominate(StringValues connection, string name)
    {
        foreach (var value in connection)
        {
            foreach (var range in value.AsSpan().Split(','))
            {
                if (value.AsSpan(range).Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
