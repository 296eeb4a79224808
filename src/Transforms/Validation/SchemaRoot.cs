namespace Gateway.Transforms.Validation;

/// <summary>A folder in which the schema documents under one address are kept.</summary>
/// <param name="Uri">The address that they have in common; it ends in a slash.</param>
/// <param name="Directory">The folder, as an absolute path.</param>
public sealed record SchemaRoot(string Uri, string Directory)
{
    /// <summary>Finds the file of a document.</summary>
    /// <param name="uri">The document's address, absolute and without a fragment.</param>
    /// <param name="path">The file, which may or may not exist; never outside the folder, whatever the address says.</param>
    /// <returns>False when the address is not below <see cref="Uri"/>, or is none that a file can have.</returns>
    public bool TryFind(string uri, out string path)
    {
        path = string.Empty;
        if (!uri.StartsWith(Uri, StringComparison.Ordinal) || uri.Length == Uri.Length)
        {
            return false;
        }

        var steps = uri[Uri.Length..].Split('/');
        for (var i = 0; i < steps.Length; i++)
        {
            steps[i] = System.Uri.UnescapeDataString(steps[i]);
            if (!IsName(steps[i]))
            {
                return false;
            }
        }

        path = Path.Combine([Directory, .. steps]);
        return true;
    }

    /// <summary>The address of a file below the folder; null for any other.</summary>
    public string? AddressOf(string path)
    {
        var folder = Path.TrimEndingDirectorySeparator(Directory) + Path.DirectorySeparatorChar;
        return path.StartsWith(folder, StringComparison.Ordinal)
            ? Uri + string.Join('/', path[folder.Length..].Split(Path.DirectorySeparatorChar).Select(System.Uri.EscapeDataString))
            : null;
    }

    /// <summary>Whether a step is the name of a file or folder and nothing else: not the parent's, not a path, not a stream or a query.</summary>
    private static bool IsName(string step) =>
        step is not ("" or "." or "..") && step.IndexOfAny(['/', '\\', ':', '?', '\0']) < 0;
}
