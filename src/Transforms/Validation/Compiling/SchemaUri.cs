namespace Gateway.Transforms.Validation.Compiling;

/// <summary>
/// References to schemas, resolved as RFC 3986 section 5.2 says and no further: <see cref="Uri"/> rewrites what it reads, and an identifier that was
/// rewritten is another one.
/// </summary>
internal static class SchemaUri
{
    /// <summary>Splits off the fragment; the fragment is null when there is none.</summary>
    public static (string Document, string? Fragment) Split(string reference)
    {
        var hash = reference.IndexOf('#', StringComparison.Ordinal);
        return hash < 0 ? (reference, null) : (reference[..hash], reference[(hash + 1)..]);
    }

    public static bool IsAbsolute(string reference) => Parse(reference).Scheme is not null;

    /// <summary>Resolves <paramref name="reference"/>, which has no fragment, against an absolute <paramref name="baseUri"/>.</summary>
    public static string Resolve(string baseUri, string reference)
    {
        var target = Parse(reference);
        var source = Parse(baseUri);
        if (target.Scheme is not null)
        {
            return Write(target with { Path = RemoveDots(target.Path) });
        }

        if (target.Authority is not null)
        {
            return Write(target with { Scheme = source.Scheme, Path = RemoveDots(target.Path) });
        }

        if (target.Path.Length == 0)
        {
            return Write(source with { Query = target.Query ?? source.Query });
        }

        var path = target.Path[0] == '/' ? target.Path : Merge(source, target.Path);
        return Write(source with { Path = RemoveDots(path), Query = target.Query });
    }

    private static string Merge(Parts source, string path) =>
        source.Authority is not null && source.Path.Length == 0
            ? "/" + path
            : source.Path[..(source.Path.LastIndexOf('/') + 1)] + path;

    private static Parts Parse(string text)
    {
        string? scheme = null;
        string? authority = null;
        string? query = null;
        var colon = text.IndexOfAny([':', '/', '?']);
        if (colon > 0 && text[colon] == ':')
        {
            scheme = text[..colon].ToLowerInvariant();
            text = text[(colon + 1)..];
        }

        var question = text.IndexOf('?', StringComparison.Ordinal);
        if (question >= 0)
        {
            query = text[(question + 1)..];
            text = text[..question];
        }

        if (text.StartsWith("//", StringComparison.Ordinal))
        {
            var slash = text.IndexOf('/', 2);
            authority = slash < 0 ? text[2..] : text[2..slash];
            text = slash < 0 ? string.Empty : text[slash..];
        }

        return new Parts(scheme, authority, text, query);
    }

    /// <summary>Section 5.2.4. The path of a name such as <c>urn:a:b</c> has no segments to leave out.</summary>
    private static string RemoveDots(string path)
    {
        if (!path.Contains("./", StringComparison.Ordinal) && !path.EndsWith("/.", StringComparison.Ordinal) && !path.EndsWith("/..", StringComparison.Ordinal))
        {
            return path;
        }

        var kept = new List<string>();
        var segments = path.Split('/');
        for (var i = 0; i < segments.Length; i++)
        {
            var isLast = i == segments.Length - 1;
            switch (segments[i])
            {
                case "..":
                    if (kept.Count > 1)
                    {
                        kept.RemoveAt(kept.Count - 1);
                    }

                    break;
                case ".":
                    break;
                default:
                    kept.Add(segments[i]);
                    continue;
            }

            if (isLast)
            {
                kept.Add(string.Empty);
            }
        }

        return string.Join('/', kept);
    }

    private static string Write(Parts parts) =>
        string.Concat(
            parts.Scheme is null ? string.Empty : parts.Scheme + ":",
            parts.Authority is null ? string.Empty : "//" + parts.Authority,
            parts.Path,
            parts.Query is null ? string.Empty : "?" + parts.Query);

    private readonly record struct Parts(string? Scheme, string? Authority, string Path, string? Query);
}
