using System.Security.Cryptography;
using Gateway.Configuration.Reading;
using Gateway.Files;
using Gateway.Transforms.Secrets;

namespace Gateway.Secrets;

/// <summary>
/// <c>Source: file</c>: the contents of the file at <c>Path</c>, as platforms mount secrets. It compares contents: that sees a write, a rename and a link
/// that was swapped under a mounted volume alike, and needs no notifications, which not every file system sends.
/// </summary>
internal sealed class FileSecretSource(string path, TimeProvider clock) : ISecretSource
{
    /// <summary>No key is this large; a wrong path may lead to a file that is.</summary>
    private const int MostBytes = 64 * 1024;

    /// <summary>A file that changes at every look is taken as it is after so many: it may never rest.</summary>
    private const int MostUnrest = 20;

    /// <summary>How often it is looked at for whoever was refused, until it rests.</summary>
    private const int MostLooks = 4;

    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>How long after one look another can tell that nobody is writing.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(200);

    private string? _taken;
    private string? _seen;
    private long _seenAt;
    private int _unrest;

    public string Path => path;

    public static ISecretSource Read(SectionReader section, SecretSourceContext context) =>
        new FileSecretSource(System.IO.Path.GetFullPath(section.RequiredText("Path"), context.BaseDirectory), context.Clock);

    public async ValueTask<SecretReading> ReadAsync(bool pastCaches, CancellationToken cancellationToken)
    {
        var reading = Look(pastCaches);
        for (var looks = 1; pastCaches && _seen is not null && looks < MostLooks; looks++)
        {
            // Whoever was refused cannot wait until it is looked at again. A timer may be early by a little, and the file may be written again.
            reading.Dispose();
            await Task.Delay(Rest, clock, cancellationToken);
            reading = Look(pastCaches);
        }

        return reading;
    }

    /// <summary>
    /// Takes what is there if it has been there for a moment: somebody may be in the middle of writing, and half a key can pass for a whole one.
    /// The first time there is nothing else to go on with. Who may read it counts as well: to open it to everybody is worth a word.
    /// </summary>
    private SecretReading Look(bool pastCaches)
    {
        var problem = BoundedFile.TryRead(path, MostBytes, out var bytes, out var isAbsent);
        var attributes = ReadAttributes();
        var state = problem ?? $"{Fingerprint.Of(bytes)} {attributes.IsOpen}";
        var isTaken = state == _taken;
        var isSettled = isTaken || IsSettled(state);
        if (isSettled)
        {
            Settle(state);
        }

        if (!isSettled || (isTaken && !(pastCaches && problem is null)))
        {
            CryptographicOperations.ZeroMemory(bytes);
            return SecretReading.Unchanged();
        }

        return problem is null ? Found(bytes, attributes)
            : isAbsent ? SecretReading.Absent(problem)
            : SecretReading.Broken(problem);
    }

    private bool IsSettled(string state)
    {
        if (_taken is null)
        {
            return true;
        }

        if (state == _seen)
        {
            return clock.GetElapsedTime(_seenAt) >= Rest;
        }

        _seen = state;
        _seenAt = clock.GetTimestamp();
        return ++_unrest >= MostUnrest;
    }

    private void Settle(string state)
    {
        _taken = state;
        _seen = null;
        _unrest = 0;
    }

    private SecretReading Found(byte[] bytes, (DateTimeOffset? ChangedAt, bool IsOpen) attributes) => SecretReading.Found(
        bytes,
        changedAt: attributes.ChangedAt,
        warning: attributes.IsOpen
            ? $"file {path} is open to every user of the machine: let its owner and group alone read it (chmod 0440; in Kubernetes defaultMode: 0440)"
            : null);

    private (DateTimeOffset? ChangedAt, bool IsOpen) ReadAttributes()
    {
        try
        {
            var target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
            return (File.GetLastWriteTimeUtc(target), !OperatingSystem.IsWindows() && (File.GetUnixFileMode(target) & Others) != UnixFileMode.None);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // It has gone since it was read: the next look says so.
            return (null, false);
        }
    }
}
