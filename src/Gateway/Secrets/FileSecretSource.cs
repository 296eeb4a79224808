using Gateway.Configuration.Reading;
using Gateway.Files;
using Gateway.Transforms.Secrets;

namespace Gateway.Secrets;

/// <summary><c>Source: file</c>: the contents of the file at <c>Path</c>, as platforms mount secrets.</summary>
internal sealed class FileSecretSource(string path) : ISecretSource
{
    /// <summary>No key is this large; a wrong path may lead to a file that is.</summary>
    private const int MostBytes = 64 * 1024;

    public string Path => path;

    public static ISecretSource Read(SectionReader section, SecretSourceContext context) =>
        new FileSecretSource(System.IO.Path.GetFullPath(section.RequiredText("Path"), context.BaseDirectory));

    public ValueTask<SecretReading> ReadAsync(bool pastCaches, CancellationToken cancellationToken) => ValueTask.FromResult(
        BoundedFile.TryRead(path, MostBytes, out var bytes, out var isAbsent) is not { } problem ? SecretReading.Found(bytes)
        : isAbsent ? SecretReading.Absent(problem)
        : SecretReading.Broken(problem));
}
