using System.Net.Sockets;
using System.Runtime.InteropServices;
using Gateway.Configuration;
using Gateway.Configuration.Reading;
using Gateway.Hosting;
using Gateway.Lifecycle;
using Gateway.Transforms.Secrets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Commands;

/// <summary><c>gateway run</c>: serves until it is told to stop.</summary>
internal static partial class RunCommand
{
    public static async Task<int> RunAsync(ConfigurationSource source, TextWriter error, CancellationToken cancellationToken)
    {
        // Before anything else: in a container this is process 1, for which the system forgets a signal that nobody listens for.
        using var signals = new StopSignals();

        // By custom it asks for a reload, and by default it kills. Files are watched: there is nothing to do for it.
        using var hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, static context => context.Cancel = true);
        using var secrets = new SecretStore(TimeProvider.System);
        var loader = new ConfigurationLoader(source, secrets, TimeProvider.System);
        if (await TryLoadAsync(loader, signals, cancellationToken) is not { } result)
        {
            // Told to stop before it began: there is nothing to drain.
            return ExitCode.Success;
        }

        if (result.Generation is null)
        {
            foreach (var problem in result.Problems)
            {
                await error.WriteLineAsync(problem.ToString());
            }

            if (result.FoundNothing)
            {
                await error.WriteLineAsync(GatewayCommandLine.ConfigHint);
            }

            await error.WriteLineAsync("gateway: not started, because the configuration has errors");
            return ExitCode.ConfigurationError;
        }

        if (signals.Asked.IsCancellationRequested)
        {
            return ExitCode.Success;
        }

        await using var app = GatewayHost.Build(loader, result, secrets, TimeProvider.System);
        if (!await TryStartAsync(app, error, cancellationToken))
        {
            return ExitCode.Failure;
        }

        Announce(app, result);
        await signals.WaitAsync(app.Lifetime.ApplicationStopping);
        return await StopAsync(app, signals);
    }

    /// <summary>Drains, and stops.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> StopAsync(WebApplication app, StopSignals signals)
    {
        var cut = await app.Services.GetRequiredService<Drain>().RunAsync(app, signals.Insisted);
        return signals.ExitCode ?? (cut > 0 ? ExitCode.Cut : ExitCode.Success);
    }

    /// <summary>Starts listening, or says in one line why that cannot be.</summary>
    public static async Task<bool> TryStartAsync(WebApplication app, TextWriter error, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
            return true;
        }
        catch (IOException failure)
        {
            await error.WriteLineAsync($"gateway: not started: {failure.Message} Choose another port under Listeners, or stop what uses it.");
            return false;
        }
        catch (SocketException failure)
        {
            await error.WriteLineAsync($"gateway: not started: an address under Listeners cannot be bound: {failure.Message}. Is it this machine's, and may this user bind the port?");
            return false;
        }
    }

    /// <summary>Reads the configuration, unless it is told to stop: a store that does not answer may take half a minute, which is all that a platform waits.</summary>
    private static async Task<ConfigurationResult?> TryLoadAsync(ConfigurationLoader loader, StopSignals signals, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, signals.Asked);
        try
        {
            return await loader.LoadAsync(SecretNeed.All, either.Token);
        }
        catch (OperationCanceledException) when (signals.Asked.IsCancellationRequested)
        {
            return null;
        }
    }

    private static void Announce(WebApplication app, ConfigurationResult result)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(RunCommand).FullName!);
        foreach (var warning in result.Problems.Where(static problem => problem.Severity == Severity.Warning))
        {
            Log.Warning(logger, warning.ToString());
        }

        var addresses = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
        Log.Listening(logger, string.Join(", ", addresses), result.Generation!.Routes.Count);
    }

    private static partial class Log
    {
        [LoggerMessage(4001, LogLevel.Information, "Listening on {Addresses}; routes: {Routes}")]
        public static partial void Listening(ILogger logger, string addresses, int routes);

        [LoggerMessage(4002, LogLevel.Warning, "{Problem}")]
        public static partial void Warning(ILogger logger, string problem);
    }
}
