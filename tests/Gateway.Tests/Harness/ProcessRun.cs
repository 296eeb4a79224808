using System.Diagnostics;
using Gateway.Configuration;

namespace Gateway.Tests.Harness;

/// <summary>A program that was run to its end.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What it wrote to standard output and standard error.</param>
internal sealed record ProcessRun(int ExitCode, string Output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>How the gateway is started: the program that <c>GATEWAY_PROGRAM</c> names, such as a published one, or the one that was built with the tests.</summary>
    public static IReadOnlyList<string> GatewayProgram { get; } =
        ProcessEnvironment.Read().TryGetValue("GATEWAY_PROGRAM", out var named) ? [named] : ["dotnet", typeof(Hosting.GatewayHost).Assembly.Location];

    /// <summary>Runs a program that must exit 0.</summary>
    public static async Task<string> SucceedAsync(string program, params string[] arguments)
    {
        var run = await RunAsync(program, arguments);
        run.ExitCode.ShouldBe(0, run.Output);
        return run.Output;
    }

    /// <summary>Whether a program can be run here, by asking for its version.</summary>
    public static async Task<bool> IsInstalledAsync(string program, string argument = "--version")
    {
        try
        {
            return (await RunAsync(program, argument)).ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    /// <summary>Runs the gateway itself, as its users do.</summary>
    public static Task<ProcessRun> GatewayAsync(params string[] arguments) =>
        RunAsync(GatewayProgram[0], [.. GatewayProgram.Skip(1), .. arguments]);

    public static async Task<ProcessRun> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(Patience);
        var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        var error = process.StandardError.ReadToEndAsync(deadline.Token);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
            return new ProcessRun(process.ExitCode, await output + await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
