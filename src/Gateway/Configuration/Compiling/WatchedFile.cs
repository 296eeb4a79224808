namespace Gateway.Configuration.Compiling;

/// <summary>A file that a generation of the configuration was made from.</summary>
/// <param name="Path">Its absolute path.</param>
/// <param name="Fingerprint">Of its contents, or why it could not be read: another reason is worth another look.</param>
internal sealed record WatchedFile(string Path, string Fingerprint);
