using Gateway.Configuration;
using Gateway.Configuration.Compiling;
using Gateway.Configuration.Reading;
using Gateway.Transforms.Secrets;

namespace Gateway.Commands;

/// <summary><c>gateway check</c>: everything that start-up would find, and what someone should look at besides, without listening, and without asking anybody unless told to.</summary>
internal static class CheckCommand
{
    /// <summary>Checks a configuration.</summary>
    /// <param name="source">Where it is.</param>
    /// <param name="resolves">Whether every secret is read, wherever it is kept.</param>
    /// <param name="connects">Whether every upstream is connected to.</param>
    /// <param name="output">Gets what was found.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<int> RunAsync(ConfigurationSource source, bool resolves, bool connects, TextWriter output, CancellationToken cancellationToken)
    {
        using var secrets = new SecretStore(TimeProvider.System);
        var result = await new ConfigurationLoader(source, secrets, TimeProvider.System)
            .LoadAsync(resolves ? SecretNeed.Asked : SecretNeed.Local, cancellationToken);
        foreach (var problem in result.Problems)
        {
            await output.WriteLineAsync(problem.ToString());
        }

        var isGood = !resolves || await SecretTable.WriteAsync(result.SecretStatuses, output);
        var errors = result.Problems.Count(static problem => problem.Severity == Severity.Error);
        var warnings = result.Problems.Count - errors;
        if (result.Generation is not { } generation)
        {
            if (result.FoundNothing)
            {
                await output.WriteLineAsync(GatewayCommandLine.ConfigHint);
            }

            await output.WriteLineAsync($"{source.Path}: {Counted(errors, "error")}, {Counted(warnings, "warning")}");
            return ExitCode.ConfigurationError;
        }

        secrets.Discard(generation.Secrets);
        await output.WriteLineAsync($"{source.Path}: valid, {Counted(generation.Routes.Count, "route")}, {Counted(warnings, "warning")}");
        isGood &= !connects || await ConnectAsync(generation, output, cancellationToken);
        return isGood ? ExitCode.Success : ExitCode.Failure;
    }

    /// <returns>Whether reports could leave for every address.</returns>
    private static async Task<bool> ConnectAsync(ConfigurationGeneration generation, TextWriter output, CancellationToken cancellationToken)
    {
        var check = new ConnectionCheck(output, TimeProvider.System);
        var isGood = true;
        foreach (var cluster in generation.Clusters)
        {
            isGood &= await check.RunAsync(((PlanMetadata<UpstreamPlan>)cluster.Metadata!).Plan, cancellationToken);
        }

        return isGood;
    }

    private static string Counted(int number, string noun) => $"{number} {noun}{(number == 1 ? string.Empty : "s")}";
}
