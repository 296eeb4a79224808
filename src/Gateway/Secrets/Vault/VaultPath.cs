namespace Gateway.Secrets.Vault;

/// <summary>A path of the API as people write it, below <c>/v1/</c>: segments that each stand for one name, none of which leads elsewhere.</summary>
internal static class VaultPath
{
    /// <summary>What a path looks like.</summary>
    public const string Wanted = "names with / between them and none before or after, such as secret/data/pay: no empty ones, no . or .., no ?, # or \\";

    /// <summary>Escapes each segment of <paramref name="text"/>, so that what is asked for is what was written.</summary>
    /// <param name="text">The path as it was written.</param>
    /// <param name="escaped">As it is sent; empty for one that will not do.</param>
    public static bool TryEscape(string text, out string escaped)
    {
        escaped = string.Empty;
        var segments = text.Split('/');
        foreach (var segment in segments)
        {
            // Two names for one place are one too many for whoever writes policies: Vault itself refuses dots, a proxy before it may resolve them.
            if (segment is "" or "." or ".." || segment.AsSpan().ContainsAny("?#\\") || segment.Any(char.IsControl) || !segment.IsNormalized())
            {
                return false;
            }
        }

        escaped = string.Join('/', segments.Select(Uri.EscapeDataString));
        return true;
    }
}
