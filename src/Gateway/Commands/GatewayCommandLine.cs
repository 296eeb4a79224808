using System.CommandLine;
using Gateway.Configuration;

namespace Gateway.Commands;

/// <summary>The program's commands and options.</summary>
internal static class GatewayCommandLine
{
    /// <summary>What to do where there is no configuration.</summary>
    public const string ConfigHint = "gateway: name another configuration with --config PATH";

    private static readonly Option<string> Config = new("--config")
    {
        Description = "The configuration file.",
        HelpName = "PATH",
        DefaultValueFactory = static _ => Path.Combine("config", "gateway.json"),
    };

    private static readonly Option<string[]> Set = new("--set")
    {
        Description = "Overlays one value, such as Logging.Level=debug; may be repeated. GATEWAY__Logging__Level=debug in the environment does the same.",
        HelpName = "KEY.KEY=VALUE",
        DefaultValueFactory = static _ => [],
    };

    private static readonly Option<bool> Resolve = new("--resolve")
    {
        Description = "Also reads the secrets that are kept in stores or printed by programs, and prints the name, source, length and age of every one, never a value.",
    };

    private static readonly Option<bool> Connect = new("--connect")
    {
        Description = "After a good check, also tries a TLS handshake with every address of every upstream, and prints the chain, its pins, and version and suite, or why it was refused. Sends no request.",
    };

    /// <summary>Signals are for <see cref="Lifecycle.StopSignals"/> to hear: the library would end the process two seconds after the first, with reports in flight.</summary>
    public static InvocationConfiguration Invocation { get; } = new() { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false };

    public static RootCommand Create()
    {
        var root = new RootCommand(
            $"""
            An egress security sidecar: validates, minimises and encrypts the reports of an application beside it, and sends them on.

            Examples:
              {RootCommand.ExecutableName} demo                                see one report before and after
              {RootCommand.ExecutableName} check --config config/gateway.json  find every mistake in a configuration
              {RootCommand.ExecutableName} run --config config/gateway.json    serve
              {RootCommand.ExecutableName} explain --route NAME --body FILE    see what a route makes of a sample
              {RootCommand.ExecutableName} vectors PRESET                      a worked example for the receiver's engineers
            """);
        root.Options.Add(Config);
        root.Options.Add(Set);
        root.SetAction(RunAsync);
        root.Subcommands.Add(WithAction(new Command("run", "Serves until SIGTERM, SIGQUIT or Ctrl-C. Exit 0 after a graceful stop, 1 if a port cannot be bound, 2 on a configuration error, 3 if the stop had to cut requests, 128 and its number after a second signal."), RunAsync));
        root.Subcommands.Add(CreateCheck());
        root.Subcommands.Add(ExplainCommand.Create(WithAction, SourceOf));
        root.Subcommands.Add(VectorsCommand.Create());
        root.Subcommands.Add(DemoCommand.Create());
        root.Subcommands.Add(HealthcheckCommand.Create());
        return root;
    }

    private static Command CreateCheck()
    {
        var check = new Command(
            "check",
            """
            Validates a configuration offline and reports every mistake at once. Exit 0 if it is valid, 2 if not; with --resolve, 1 if a secret could not be read; with --connect, 1 if an upstream was refused or not reached.

            Examples:
              gateway check --config config/gateway.json
              gateway check --config config/gateway.json --resolve --connect
            """);
        check.Options.Add(Resolve);
        check.Options.Add(Connect);
        return WithAction(check, CheckAsync);
    }

    private static Command WithAction(Command command, Func<ParseResult, CancellationToken, Task<int>> action)
    {
        command.Options.Add(Config);
        command.Options.Add(Set);
        command.SetAction(action);
        return command;
    }

    private static Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken) =>
        RunCommand.RunAsync(SourceOf(arguments), Console.Error, cancellationToken);

    private static Task<int> CheckAsync(ParseResult arguments, CancellationToken cancellationToken) =>
        CheckCommand.RunAsync(SourceOf(arguments), arguments.GetValue(Resolve), arguments.GetValue(Connect), Console.Out, cancellationToken);

    private static ConfigurationSource SourceOf(ParseResult arguments) =>
        new(arguments.GetRequiredValue(Config), arguments.GetRequiredValue(Set), ProcessEnvironment.Read());
}
