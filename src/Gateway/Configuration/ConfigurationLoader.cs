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
    /// <param name="requireSecrets">Whether a secret that is absent is an error; if not, as when checking elsewhere, it is a warning. One that is there and wrong always is.</param>
    /// <param name="cancellationToken">Ends the reading of secrets.</param>
    /// <returns>The generation, whose secrets are not committed yet, or everything that is wrong.</returns>
    public async ValueTask<ConfigurationResult> LoadAsync(bool requireSecrets, CancellationToken cancellationToken)
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
        foreach (var secretFile in options.Secrets.Select(static secret => secret.Source).OfType<FileSecretSource>())
        {
            // Before it is read for its value: a change between the two is then seen by the next look.
            files.Remember(secretFile.Path);
        }

        var resolved = await secrets.ResolveAsync(options.Secrets, cancellationToken);
        ConfigurationGeneration? generation = null;
        try
        {
            Report(resolved.Failures, requireSecrets, problems);
            var (routes, clusters) = new PlanCompiler(options, resolved, files, clock, problems).Compile();
            generation = problems.HasErrors ? null : new ConfigurationGeneration(options, routes, clusters, resolved, problems.All);
            return new ConfigurationResult(generation, problems.All, files.Files) { SecretFailures = resolved.Failures };
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

    private static void Report(IReadOnlyList<SecretFailure> failures, bool requireSecrets, ProblemList problems)
    {
        foreach (var failure in failures)
        {
            var path = KeyPath.Root.Key("Secrets").Key(failure.Name);
            if (requireSecrets || !failure.IsAbsent)
            {
                problems.Error(path, $"secret '{failure.Name}' cannot be resolved: {failure.Reason}");
            }
            else
            {
                problems.Warn(path, $"secret '{failure.Name}' cannot be resolved here: {failure.Reason}");
            }
        }
    }
}
