namespace Gateway.Configuration.Compiling;

/// <summary>A file that a generation of the configuration was made from.</summary>
/// <param name="Path">Its absolute path.</param>
/// <param name="Fingerprint">Of its contents; null when it could not be read.</param>
internal sealed record WatchedFile(string Path, string? Fingerprint);
