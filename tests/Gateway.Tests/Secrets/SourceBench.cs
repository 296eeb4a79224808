using System.Text;
using Gateway.Configuration.Compiling;
using Gateway.Configuration.Options;
using Gateway.Configuration.Reading;
using Gateway.Transforms.Secrets;

namespace Gateway.Tests.Secrets;

/// <summary>A directory with a configuration of secrets, whose sources are read as the program reads them.</summary>
internal sealed class SourceBench : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("gateway-tests-");
    private readonly List<SecretHandle> _handles = [];

    /// <summary>The gateway's environment variables.</summary>
    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public string BaseDirectory => _directory.FullName;

    public string PathOf(string name) => Path.Combine(BaseDirectory, name);

    public void Write(string name, string text) => File.WriteAllText(PathOf(name), text);

    /// <summary>The only secret of a configuration that must be good, or the one called <paramref name="name"/>.</summary>
    public async Task<ISecretSource> FindAsync(string configuration, string? name = null)
    {
        var definitions = await OpenAsync(configuration);
        return (name is null ? definitions.ShouldHaveSingleItem() : definitions.Single(definition => definition.Name == name)).Source;
    }

    /// <summary>The secrets of a configuration that must be good, each joined with those that it is read with; no others have been read.</summary>
    public async Task<IReadOnlyList<SecretDefinition>> OpenAsync(string configuration)
    {
        var (definitions, problems) = Type(configuration);
        problems.Where(static problem => problem.Severity == Severity.Error).ShouldBeEmpty(configuration);
        foreach (var references in definitions.SelectMany(static definition => definition.References).GroupBy(static reference => reference.Name, StringComparer.Ordinal))
        {
            var needed = definitions.Single(definition => definition.Name == references.Key);
            using var reading = await needed.Source.ReadAsync(pastCaches: false, TestContext.Current.CancellationToken);
            var handle = new SecretHandle(needed.Name);
            _handles.Add(handle);
            handle.Replace(SecretDecoder.TryDecode(reading.Raw, needed.Encoding).ShouldNotBeNull());
            references.ToList().ForEach(reference => reference.Bind(handle));
        }

        return definitions;
    }

    /// <summary>Gives a secret that another one is read with a new value.</summary>
    public void Rotate(string name, string value) => _handles.Single(handle => handle.Name == name).Replace(new SecretValue(Encoding.UTF8.GetBytes(value)));

    /// <summary>What is wrong with a configuration.</summary>
    public IReadOnlyList<string> Refusals(string configuration) => [.. Type(configuration).Problems.Select(static problem => $"{problem.Path}: {problem.Message}")];

    public void Dispose()
    {
        _handles.ForEach(static handle => handle.Dispose());
        _directory.Delete(recursive: true);
    }

    private (IReadOnlyList<SecretDefinition> Definitions, IReadOnlyList<ConfigurationProblem> Problems) Type(string configuration)
    {
        var problems = new ProblemList();
        var root = ConfigurationParser.Parse(Encoding.UTF8.GetBytes(configuration), "f.json", problems).ShouldBeOfType<ObjectNode>(configuration);
        var options = new GatewayOptionsReader(BaseDirectory, Environment, new FileReader(), Clock, problems).Read(root);
        return (options.Secrets, [.. problems.All.Where(static problem => problem.Path.StartsWith("Secret", StringComparison.Ordinal))]);
    }
}
