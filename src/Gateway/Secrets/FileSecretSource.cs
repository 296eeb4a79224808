using Gateway.Configuration.Reading;
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

    public async ValueTask<SecretReading> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var file = new FileInfo(path);
            return !file.Exists ? SecretReading.Missing($"file {path} does not exist")
                : file.Length > MostBytes ? SecretReading.Missing($"file {path} is larger than {MostBytes} bytes")
                : SecretReading.Found(await File.ReadAllBytesAsync(path, cancellationToken));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return SecretReading.Missing($"file {path} cannot be read ({failure.GetType().Name})");
        }
    }
}
