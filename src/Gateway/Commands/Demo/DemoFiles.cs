using System.Reflection;

namespace Gateway.Commands.Demo;

/// <summary>A directory with the sample configuration that the program carries, readable by this user alone and gone after the demonstration.</summary>
internal sealed class DemoFiles : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("gateway-demo-");

    public DemoFiles()
    {
        foreach (var resource in new[] { "gateway.json", "schemas/report-ghosting.schema.json" })
        {
            using var content = Assembly.GetExecutingAssembly().GetManifestResourceStream($"config/{resource}")
                ?? throw new InvalidOperationException($"The program does not carry {resource}.");
            using var reader = new StreamReader(content);
            Write(resource, reader.ReadToEnd());
        }
    }

    public string Configuration => PathOf("gateway.json");

    public string PathOf(string name) => Path.Combine(_directory.FullName, name);

    public void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllText(PathOf(name), text);
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
