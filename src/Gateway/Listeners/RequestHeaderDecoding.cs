using System.Text;

namespace Gateway.Listeners;

/// <summary>
/// Sees two header fields before the server interprets them, by the only hook that it has there: the choice of their text encoding. The server
/// forgets which fields <c>Connection</c> nominates beside <c>close</c>, <c>keep-alive</c> or <c>upgrade</c>, and takes <c>+7</c> and
/// <c>007</c> for a <c>Content-Length</c>.
/// </summary>
internal static class RequestHeaderDecoding
{
    /// <summary>The digits of the largest number that the server can hold; it breaks on many more.</summary>
    private const int MostDigits = 19;

    private static readonly RewritingEncoding Connection = new(static value => value.IsEmpty, KeepNominations);
    private static readonly RewritingEncoding ContentLength = new(IsCanonicalNumber, static _ => "refused");

    /// <summary>The encoding of the field called <paramref name="name"/>; null for the server's own.</summary>
    public static Encoding? Select(string name) =>
        name.Equals("Connection", StringComparison.OrdinalIgnoreCase) ? Connection
        : name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase) ? ContentLength
        : null;

    /// <summary>
    /// The server replaces the field by the one option that it knows when there is just one. So that there never is: <c>close</c> is doubled by
    /// the option that it overrides, and the other two, which mean nothing here, are taken out.
    /// </summary>
    private static string KeepNominations(string value)
    {
        var options = new List<string>();
        foreach (var option in value.Split(',', StringSplitOptions.TrimEntries))
        {
            if (option.Equals("close", StringComparison.OrdinalIgnoreCase))
            {
                options.AddRange(["close", "keep-alive"]);
            }
            else if (!option.Equals("keep-alive", StringComparison.OrdinalIgnoreCase) && !option.Equals("upgrade", StringComparison.OrdinalIgnoreCase))
            {
                options.Add(option);
            }
        }

        return string.Join(", ", options);
    }

    /// <summary>Digits without a sign and without leading zeros (RFC 9110 section 8.6, read strictly); anything else becomes what the server refuses.</summary>
    private static bool IsCanonicalNumber(ReadOnlySpan<byte> value) =>
        value.Length is > 0 and <= MostDigits && !value.ContainsAnyExceptInRange((byte)'0', (byte)'9') && (value[0] != '0' || value.Length == 1);
}
