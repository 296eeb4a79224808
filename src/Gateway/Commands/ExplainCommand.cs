using System.CommandLine;
using System.Diagnostics.Metrics;
using Gateway.Commands.Explain;
using Gateway.Configuration;
using Gateway.Configuration.Compiling;
using Gateway.Configuration.Reading;
using Gateway.Files;
using Gateway.Transforms.Plans;
using Gateway.Transforms.Secrets;
using Gateway.Transforms.Stages;
using Gateway.Transforms.Text;

namespace Gateway.Commands;

/// <summary><c>gateway explain</c>: what a route makes of a sample body, stage by stage, without listening or sending anything.</summary>
internal static class ExplainCommand
{
    private const int LargestSample = 256 << 20;
    private const int PartSize = 64 * 1024;

    private static readonly Option<string> Route = new("--route") { Description = "The route's name.", HelpName = "NAME", Required = true };

    private static readonly Option<string> Body = new("--body") { Description = "The file with the sample body; - for standard input.", HelpName = "FILE", Required = true };

    private static readonly Option<string> ContentType = new("--content-type")
    {
        Description = "The sample's content type, without parameters.",
        HelpName = "TYPE",
        DefaultValueFactory = static _ => "application/json",
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Prints JSON." };

    public static Command Create(Func<Command, Func<ParseResult, CancellationToken, Task<int>>, Command> withConfiguration, Func<ParseResult, ConfigurationSource> sourceOf)
    {
        var command = new Command(
            "explain",
            """
            Runs a sample through a route's stages and prints what each did, and the sealed result, opened again where the key allows. Sends nothing, and prints no secret. Exit 0 if the report would be sent, 1 if not, 2 if the configuration or the command is wrong.

            Examples:
              gateway explain --config config/gateway.json --route report-ghosting --body sample.json
              echo '{"email":"a@example.com"}' | gateway explain --route report-ghosting --body - --json
            """);
        command.Options.Add(Route);
        command.Options.Add(Body);
        command.Options.Add(ContentType);
        command.Options.Add(Json);
        return withConfiguration(command, (arguments, cancellationToken) => RunAsync(sourceOf(arguments), arguments, Console.Out, cancellationToken));
    }

    private static async Task<int> RunAsync(ConfigurationSource source, ParseResult arguments, TextWriter output, CancellationToken cancellationToken)
    {
        var clock = TimeProvider.System;
        using var secrets = new SecretStore(clock);
        var result = await new ConfigurationLoader(source, secrets, clock).LoadAsync(SecretNeed.All, cancellationToken);
        if (result.Generation is not { } generation)
        {
            ErrorOutput.TryWriteLine(string.Join('\n', result.Problems.Where(static problem => problem.Severity == Severity.Error)));
            return ExitCode.ConfigurationError;
        }

        try
        {
            return await ExplainAsync(generation, arguments, clock, output, cancellationToken);
        }
        finally
        {
            secrets.Discard(generation.Secrets);
        }
    }

    private static async Task<int> ExplainAsync(ConfigurationGeneration generation, ParseResult arguments, TimeProvider clock, TextWriter output, CancellationToken cancellationToken)
    {
        var name = arguments.GetRequiredValue(Route);
        var plans = generation.Routes.Select(static route => ((PlanMetadata<RoutePlan>)route.Metadata!).Plan).ToList();
        if (plans.Find(plan => plan.Name == name) is not { } plan)
        {
            var names = plans.Select(static plan => plan.Name).ToList();
            ErrorOutput.TryWriteLine($"gateway: there is no route called '{OneLine.Of(name)}'; {(NearestName.Find(name, names) is { } near ? $"did you mean '{near}'?" : $"there are {string.Join(", ", names)}")}");
            return ExitCode.ConfigurationError;
        }

        var path = arguments.GetRequiredValue(Body);
        if (TryRead(path, out var sample) is { } problem)
        {
            ErrorOutput.TryWriteLine($"gateway: {problem}");
            return ExitCode.ConfigurationError;
        }

        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meter = new StageMeter(services.GetRequiredService<IMeterFactory>(), clock);
        var explanation = await new RouteExplainer(plan, arguments.GetRequiredValue(ContentType), meter).ExplainAsync(sample, cancellationToken);
        await output.WriteAsync(arguments.GetValue(Json) ? ExplanationJson.Write(explanation) : ExplanationText.Write(explanation, Terminal.ShowsColours));
        return explanation is { IsGood: true, Rejection: null } ? ExitCode.Success : ExitCode.Failure;
    }

    private static string? TryRead(string path, out byte[] sample)
    {
        if (path != "-")
        {
            return BoundedFile.TryRead(Path.GetFullPath(path), LargestSample, out sample, out _);
        }

        using var input = Console.OpenStandardInput();
        using var copy = new MemoryStream();
        var part = new byte[PartSize];
        for (var read = input.Read(part); read > 0; read = input.Read(part))
        {
            copy.Write(part, 0, read);
            if (copy.Length > LargestSample)
            {
                sample = [];
                return $"standard input holds more than {LargestSample} bytes";
            }
        }

        sample = copy.ToArray();
        return null;
    }
}
