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
    private readonly Dictionary<string, (string? Problem, byte[] Bytes)> _read = new(StringComparer.Ordinal);

    /// <summary>The files that were read or looked for.</summary>
    public IReadOnlyCollection<WatchedFile> Files => _files.Values;

    /// <summary>Reads a whole file, once: whoever asks for it again gets the same, though it may have changed, so that no configuration is made of two versions.</summary>
    /// <param name="path">Its absolute path.</param>
    /// <param name="bytes">The contents; empty after a problem.</param>
    /// <returns>Null, or why it cannot be read.</returns>
    public string? TryRead(string path, out byte[] bytes)
    {
        if (!_read.TryGetValue(path, out var read))
        {
            read.Problem = ReadFile(path, out read.Bytes);
            _read.Add(path, read);
            _files.TryAdd(path, new WatchedFile(path, read.Problem ?? Fingerprint.Of(read.Bytes)));
        }

        bytes = read.Bytes;
        return read.Problem;
    }

    /// <summary>Remembers a file whose contents are not wanted here.</summary>
    public void Remember(string path) => _files.TryAdd(path, Look(path));

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
