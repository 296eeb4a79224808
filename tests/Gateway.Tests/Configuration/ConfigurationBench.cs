using Gateway.Configuration;
using Gateway.Configuration.Reading;
using Gateway.Transforms.Secrets;

namespace Gateway.Tests.Configuration;

/// <summary>A directory with one configuration, read as the program reads it.</summary>
internal sealed class ConfigurationBench : IDisposable
{
    public const string KeyValue = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("gateway-tests-");

    /// <summary>The environment variables.</summary>
    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal) { ["KEY"] = KeyValue, ["TOKEN"] = "token-value" };

    /// <summary>The values of <c>--set</c>.</summary>
    public List<string> Settings { get; } = [];

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public string ConfigurationPath => PathOf("gateway.json");

    public string PathOf(string name) => Path.Combine(_directory.FullName, name);

    public void Write(string name, string text) => File.WriteAllText(PathOf(name), text);

    public async Task<ConfigurationResult> LoadAsync(string configuration, SecretNeed need = SecretNeed.All)
    {
        Write("gateway.json", configuration);
        using var secrets = new SecretStore(Clock);
        var source = new ConfigurationSource(ConfigurationPath, Settings, Environment);
        var result = await new ConfigurationLoader(source, secrets, Clock).LoadAsync(need, TestContext.Current.CancellationToken);
        if (result.Generation is { } generation)
        {
            secrets.Discard(generation.Secrets);
        }

        return result;
    }

    /// <summary>Loads a marked configuration and expects one error, at the mark.</summary>
    public async Task ShouldRefuseAsync(string marked, string path, string message)
    {
        var expected = new MarkedText(marked);
        var errors = Errors(await LoadAsync(expected.Text));
        var error = errors.ShouldHaveSingleItem();
        error.Path.ShouldBe(path);
        error.Message.ShouldContain(message, Case.Sensitive);
        error.Location.ShouldBe(new SourceLocation(ConfigurationPath, expected.Line, expected.Column), error.ToString());
    }

    public static IReadOnlyList<ConfigurationProblem> Errors(ConfigurationResult result) =>
        [.. result.Problems.Where(static problem => problem.Severity == Severity.Error)];

    public static IReadOnlyList<ConfigurationProblem> Warnings(ConfigurationResult result) =>
        [.. result.Problems.Where(static problem => problem.Severity == Severity.Warning)];

    public void Dispose() => _directory.Delete(recursive: true);
}
