using Gateway.Configuration.Compiling;
using Gateway.Configuration.Reading;
using Gateway.Secrets;

namespace Gateway.Configuration.Options;

/// <summary>Types the whole configuration.</summary>
/// <param name="baseDirectory">The directory that relative paths are relative to.</param>
/// <param name="environment">The environment variables, for the secrets that are kept there.</param>
/// <param name="files">Reads the files that secrets' stores are reached with.</param>
/// <param name="clock">The time.</param>
/// <param name="problems">Gets everything that is wrong.</param>
internal sealed class GatewayOptionsReader(
    string baseDirectory, IReadOnlyDictionary<string, string> environment, FileReader files, TimeProvider clock, ProblemList problems)
{
    /// <summary>Reads <paramref name="root"/>; the result is usable only if no error was reported.</summary>
    public GatewayOptions Read(ObjectNode root)
    {
        var section = new SectionReader(root, KeyPath.Root, problems);
        section.Text("$schema");
        var allowLiteralSecrets = section.Flag("AllowLiteralSecrets");
        var listeners = section.Section("Listeners");
        var secrets = new SecretsReader(new SecretSurroundings(baseDirectory, environment, allowLiteralSecrets, files, clock, problems)).Read(section);
        var upstreams = ReadMap(section, "Upstreams", upstream => UpstreamOptionsReader.Read(upstream, baseDirectory, problems));
        var envelopes = ReadMap(section, "Envelopes", ReadPreset);
        var options = new GatewayOptions
        {
            DataListener = ListenerOptionsReader.Read(listeners, "Data", defaultPort: 8080, problems),
            ManagementListener = ListenerOptionsReader.Read(listeners, "Management", defaultPort: 9090, problems),
            Secrets = secrets,
            Upstreams = upstreams,
            Envelopes = envelopes,
            SchemaRoots = SchemaRootsReader.Read(section.SectionList("SchemaRoots"), baseDirectory, problems),
            Routes = ReadRoutes(section),
            Logging = ReadLogging(section.Section("Logging")),
            Shutdown = ShutdownOptionsReader.Read(section.Section("Shutdown"), problems),
            Refused = new HashSet<string>(
                [
                    .. RefusedOf(root, "Secrets", secrets.Select(static secret => secret.Name)),
                    .. RefusedOf(root, "Upstreams", upstreams.Keys),
                    .. RefusedOf(root, "Envelopes", envelopes.Keys),
                ],
                StringComparer.Ordinal),
        };

        JudgePorts(options, listeners);
        listeners?.Finish();
        foreach (var key in (ReadOnlySpan<string>)["Clients", "Redaction", "Audit", "Telemetry"])
        {
            section.NotBuilt(key);
        }

        section.Finish();
        return options;
    }

    /// <summary>The listeners are told apart by their ports: the management endpoints may never answer where the application connects.</summary>
    private void JudgePorts(GatewayOptions options, SectionReader? listeners)
    {
        if (listeners is not null && options.DataListener.Port == options.ManagementListener.Port && options.DataListener.Port != 0)
        {
            var name = listeners.Has("Management") ? "Management" : "Data";
            problems.Error(listeners.Path.Key(name).Key("Url"), $"both listeners have port {options.DataListener.Port}, and they need two different ones");
        }
    }

    private static IEnumerable<string> RefusedOf(ObjectNode root, string map, IEnumerable<string> read) =>
        root.Find(map) is ObjectNode section
            ? section.Members.Select(static member => member.Key).Except(read, StringComparer.Ordinal).Select(name => KeyPath.Root.Key(map).Key(name).ToString())
            : [];

    private List<RouteOptions> ReadRoutes(SectionReader section)
    {
        var routes = section.SectionMap("Routes")
            .Select(route => new RouteOptionsReader(route.Name, route.Section, baseDirectory, problems).Read())
            .ToList();
        if (!section.Has("Routes"))
        {
            problems.Error(section.Path.Key("Routes"), "this key is required: without a route there is nothing to do");
        }
        else if (section.IsEmpty("Routes"))
        {
            problems.Error(section.Path.Key("Routes"), "there is no route: without one there is nothing to do");
        }

        return routes;
    }

    private EnvelopeOptions ReadPreset(SectionReader section)
    {
        var options = EnvelopeOptionsReader.Read(section, problems) with { Format = section.RequiredText("Format") };
        section.Finish();
        return options;
    }

    private static Dictionary<string, T> ReadMap<T>(SectionReader section, string key, Func<SectionReader, T> read) =>
        section.SectionMap(key).ToDictionary(static entry => entry.Name, entry => read(entry.Section), StringComparer.Ordinal);

    private static LoggingOptions ReadLogging(SectionReader? section)
    {
        if (section is null)
        {
            return new LoggingOptions(LogLevel.Information, Json: true);
        }

        var options = new LoggingOptions(
            section.Choice(
                "Level",
                LogLevel.Information,
                ("trace", LogLevel.Trace),
                ("debug", LogLevel.Debug),
                ("information", LogLevel.Information),
                ("warning", LogLevel.Warning),
                ("error", LogLevel.Error),
                ("critical", LogLevel.Critical)),
            section.Choice("Format", true, ("json", true), ("text", false)));
        section.Finish();
        return options;
    }
}
