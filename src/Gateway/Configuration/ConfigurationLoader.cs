using Gateway.Configuration.Compiling;
using Gateway.Configuration.Options;
using Gateway.Configuration.Reading;
using Gateway.Secrets;
using Gateway.Transforms.Secrets;

namespace Gateway.Configuration;

/// <summary>Reads a configuration from its file to its compiled plans: parse, overlay, type, resolve secrets, compile.</summary>
internal sealed class ConfigurationLoader(ConfigurationSource source, SecretStore secrets, TimeProvider clock)
{
    /// <summary>Reads everything afresh.</summary>
    /// <param name="need">Which secrets it is read with. One that is there and wrong is always an error.</param>
    /// <param name="cancellationToken">Ends the reading of secrets.</param>
    /// <returns>The generation, whose secrets are not committed yet, or everything that is wrong.</returns>
    public async ValueTask<ConfigurationResult> LoadAsync(SecretNeed need, CancellationToken cancellationToken)
    {
        var problems = new ProblemList();
        var files = new FileReader();
        if (string.IsNullOrWhiteSpace(source.Path))
        {
            problems.Error(new SourceLocation("--config"), "a path is required, such as --config config/gateway.json");
            return new ConfigurationResult(null, problems.All, files.Files);
        }

        var path = Path.GetFullPath(source.Path);
        if (files.TryRead(path, out var text) is { } unreadable)
        {
            problems.Error(new SourceLocation(source.Path), unreadable);
            return new ConfigurationResult(null, problems.All, files.Files) { FoundNothing = true };
        }

        if (ReadNodes(text, problems) is not { } root)
        {
            return new ConfigurationResult(null, problems.All, files.Files);
        }

        var options = new GatewayOptionsReader(Path.GetDirectoryName(path)!, source.Environment, files, clock, problems).Read(root);
        // Before they are read for their values: a change between the two is then seen by the next look.
        var secretFiles = options.Secrets.Select(static secret => secret.Source).OfType<FileSecretSource>().Select(static file => FileReader.Look(file.Path)).ToList();

        // Nobody is asked for the sake of a configuration that will not do.
        var asks = need != SecretNeed.Local && !problems.HasErrors;
        var resolved = await secrets.ResolveAsync(options.Secrets, asks, cancellationToken);
        ConfigurationGeneration? generation = null;
        try
        {
            Report(resolved, need, problems);
            var (routes, clusters) = new PlanCompiler(options, resolved, files, clock, problems).Compile();
            generation = problems.HasErrors ? null : new ConfigurationGeneration(options, routes, clusters, resolved, problems.All);
            return new ConfigurationResult(generation, problems.All, files.Files)
            {
                SecretFiles = secretFiles,
                AsksStores = asks && options.Secrets.Any(static secret => !secret.IsLocal),
                SecretStatuses = [.. resolved.Secrets.Select(static secret => secret.Status)],
            };
        }
        finally
        {
            if (generation is null)
            {
                secrets.Discard(resolved);
            }
        }
    }

    private ObjectNode? ReadNodes(byte[] text, ProblemList problems)
    {
        var node = ConfigurationParser.Parse(text, source.Path, problems);
        if (node is not null and not ObjectNode)
        {
            problems.Error(node.Location, $"expected an object, found {node.Kind}");
        }

        if (node is not ObjectNode root)
        {
            return null;
        }

        foreach (var overlay in Overlay.FromEnvironment(source.Environment).Concat(source.Settings.Select(setting => Overlay.FromSetting(setting, problems)).OfType<Overlay>()))
        {
            overlay.Apply(root, problems);
        }

        return root;
    }

    private static void Report(SecretGeneration resolved, SecretNeed need, ProblemList problems)
    {
        foreach (var (name, reason, isAbsent) in resolved.Failures)
        {
            if (need == SecretNeed.All || !isAbsent)
            {
                problems.Error(PathOf(name), $"secret '{name}' cannot be resolved: {reason}");
            }
            else
            {
                problems.Warn(PathOf(name), $"secret '{name}' cannot be resolved here: {reason}");
            }
        }

        foreach (var (name, warning) in resolved.Warnings)
        {
            problems.Warn(PathOf(name), warning);
        }

        static KeyPath PathOf(string name) => KeyPath.Root.Key("Secrets").Key(name);
    }
}
