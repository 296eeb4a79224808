using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Gateway.Tests.Harness;

/// <summary>The gateway as a process of its own, from the moment that it listens.</summary>
public sealed class RunningProgram : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly Task _reading;

    private RunningProgram(Process process, string listening)
    {
        _process = process;
        Lines.Enqueue(listening);
        using var line = JsonDocument.Parse(listening);
        var addresses = line.RootElement.GetProperty("addresses").GetString()!.Split(", ");
        Client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(addresses[0]) };
        ManagementAddress = new Uri(addresses[1]);
        _reading = ReadAsync();
    }

    public HttpClient Client { get; }

    public Uri ManagementAddress { get; }

    /// <summary>What it wrote to standard output.</summary>
    public ConcurrentQueue<string> Lines { get; } = new();

    public static async Task<RunningProgram> StartAsync(TestConfiguration configuration)
    {
        configuration.Save();
        var start = new ProcessStartInfo(ProcessRun.GatewayProgram[0], [.. ProcessRun.GatewayProgram.Skip(1), "run", "--config", configuration.FilePath])
        {
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in configuration.Environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(Patience);
        while (await process.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
        {
            if (line.Contains("Listening on ", StringComparison.Ordinal))
            {
                return new RunningProgram(process, line);
            }
        }

        throw new InvalidOperationException("The program ended before it listened.");
    }

    public async Task<HttpResponseMessage> PostAsync(string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        return await Client.PostAsync(new Uri("/report-ghosting", UriKind.Relative), content);
    }

    /// <summary>Tells it to stop and waits until it has.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        await ProcessRun.SucceedAsync("kill", "-TERM", $"{_process.Id}");
        using var deadline = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(deadline.Token);
        await _reading;
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            Lines.Enqueue(line);
        }
    }
}
