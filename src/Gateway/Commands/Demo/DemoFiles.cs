using System.Reflection;

namespace Gateway.Commands.Demo;

/// <summary>A directory with the sample configuration that the program carries, readable by this user alone and gone after the demonstration.</summary>
internal sealed class DemoFiles : IDisposable
{
    private static readonly string[] Carried = ["gateway.json", "schemas/report-ghosting.schema.json"];

    private readonly DirectoryInfo _directory;

    private DemoFiles(DirectoryInfo directory) => _directory = directory;

    public string Configuration => PathOf("gateway.json");

    /// <summary>Makes the directory, below the system's temporary one, and its files.</summary>
    /// <param name="others">Files besides the sample: their names and contents.</param>
    /// <param name="files">The directory; null after a problem.</param>
    /// <returns>Null, or why that cannot be and what to do about it.</returns>
    public static string? TryCreate(IReadOnlyDictionary<string, string> others, out DemoFiles? files)
    {
        files = null;
        try
        {
            var made = new DemoFiles(Directory.CreateTempSubdirectory("gateway-demo-"));
            files = made;
            foreach (var name in Carried)
            {
                made.Write(name, Read(name));
            }

            foreach (var (name, text) in others)
            {
                made.Write(name, text);
            }

            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            files?.Dispose();
            files = null;
            return $"the demo writes its files to the temporary directory, and cannot write to {Path.GetTempPath()}; name a directory that can be written to in TMPDIR";
        }
    }

    public string PathOf(string name) => Path.Combine(_directory.FullName, name);

    public void Dispose()
    {
        try
        {
            _directory.Delete(recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Somebody has tidied up before.
        }
    }

    private static string Read(string name)
    {
        using var content = Assembly.GetExecutingAssembly().GetManifestResourceStream($"config/{name}")
            ?? throw new InvalidOperationException($"The program does not carry {name}.");
        using var reader = new StreamReader(content);
        return reader.ReadToEnd();
    }

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllText(PathOf(name), text);
    }
}
