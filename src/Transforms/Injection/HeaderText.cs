using System.Buffers;
using System.Collections.Frozen;

namespace Gateway.Transforms.Injection;

/// <summary>What may stand in a header field that is sent (RFC 9110 sections 5.1 and 5.5).</summary>
public static class HeaderText
{
    private static readonly SearchValues<char> Printable =
        SearchValues.Create("\t" + string.Concat(Enumerable.Range(0x20, 0x7F - 0x20).Select(static c => (char)c)));

    private static readonly FrozenSet<string> Reserved = FrozenSet.ToFrozenSet(
        [
            "Connection", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "HTTP2-Settings", "Host", "Expect",
            "Allow", "Content-Disposition", "Content-Encoding", "Content-Language", "Content-Length", "Content-Location", "Content-MD5",
            "Content-Range", "Content-Type", "Expires", "Last-Modified",
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the field is not one by which the connection or the body is described.</summary>
    public static bool MayBeInjected(string name) => !Reserved.Contains(name);

    /// <summary>Whether <paramref name="name"/> is a token.</summary>
    public static bool IsName(string name) => name.Length > 0 && name.All(static c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal));

    /// <summary>Whether <paramref name="value"/> is printable ASCII with tabs, or empty: what every server and client passes on unchanged.</summary>
    public static bool IsPrintable(string value) => !value.AsSpan().ContainsAnyExcept(Printable);

    /// <summary>Whether <paramref name="value"/> is printable ASCII: nothing in it can end the field or begin another.</summary>
    public static bool IsValue(ReadOnlySpan<byte> value) => !value.IsEmpty && !value.ContainsAnyExceptInRange((byte)0x20, (byte)0x7E);
}
