using System.Security.Cryptography;
using Gateway.Configuration.Reading;
using Gateway.Files;

namespace Gateway.Configuration.Compiling;

/// <summary>Reads the files of a configuration and remembers what was in them, so that changes are noticed.</summary>
internal sealed class FileReader
{
    /// <summary>No configuration, schema or certificate is this large; a wrong path may lead to a file that is.</summary>
    private const int MostBytes = 16 << 20;

    private readonly Dictionary<string, WatchedFile> _files = new(StringComparer.Ordinal);

    /// <summary>The files that were read or looked for.</summary>
    public IReadOnlyCollection<WatchedFile> Files => _files.Values;

    /// <summary>Reads a whole file.</summary>
    /// <param name="path">Its absolute path.</param>
    /// <param name="bytes">The contents; empty after a problem.</param>
    /// <returns>Null, or why it cannot be read.</returns>
    public string? TryRead(string path, out byte[] bytes)
    {
        var problem = ReadFile(path, out bytes);
        _files[path] = new WatchedFile(path, problem ?? Fingerprint.Of(bytes));
        return problem;
    }

    /// <summary>Remembers a file whose contents are not wanted here.</summary>
    public void Remember(string path) => _files[path] = Look(path);

    /// <summary>The present state of a file, as it would be remembered now. The contents, which may be a secret's, are wiped.</summary>
    public static WatchedFile Look(string path)
    {
        var problem = ReadFile(path, out var bytes);
        var file = new WatchedFile(path, problem ?? Fingerprint.Of(bytes));
        CryptographicOperations.ZeroMemory(bytes);
        return file;
    }

    private static string? ReadFile(string path, out byte[] bytes) => BoundedFile.TryRead(path, MostBytes, out bytes, out _);
}
