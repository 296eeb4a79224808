using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Gateway.Tests.Harness;

/// <summary>The program as a process of its own, with an environment of a test's choice. Of its standard output only what it says at start is read.</summary>
internal sealed partial class GatewayProcess : IAsyncDisposable
{
    private readonly Process _process;

    private GatewayProcess(Process process, string listening)
    {
        _process = process;
        var addresses = AddressPattern().Matches(listening);
        DataAddress = new Uri(addresses[0].Value);
        ManagementAddress = new Uri(addresses[1].Value);
    }

    public Uri DataAddress { get; }

    public Uri ManagementAddress { get; }

    public static async Task<GatewayProcess> StartAsync(TestConfiguration configuration, params (string Name, string Value)[] environment)
    {
        configuration.Save();
        var start = new ProcessStartInfo("dotnet", [typeof(Hosting.GatewayHost).Assembly.Location, "run", "--config", configuration.FilePath])
        {
            RedirectStandardOutput = true,
            Environment = { ["SUBSCRIPTION_KEY"] = TestConfiguration.SubscriptionKey },
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains("Listening on ", StringComparison.Ordinal))
            {
                return new GatewayProcess(process, line);
            }
        }

        throw new InvalidOperationException("The program ended before it listened.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    [GeneratedRegex("http://127.0.0.1:[0-9]+")]
    private static partial Regex AddressPattern();
}
