using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Gateway.Tests.Harness;

/// <summary>The program as a process of its own: started, and told by signals, as a platform does it.</summary>
internal sealed partial class GatewayProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _log = new();
    private Task? _reading;

    private GatewayProcess(Process process, IReadOnlyList<string> beginning)
    {
        _process = process;
        Beginning = beginning;
        var addresses = AddressPattern().Matches(beginning[^1]);
        DataAddress = new Uri(addresses[0].Value);
        ManagementAddress = new Uri(addresses[1].Value);
    }

    public Uri DataAddress { get; }

    public Uri ManagementAddress { get; }

    /// <summary>Its log up to the line that says that it listens.</summary>
    public IReadOnlyList<string> Beginning { get; }

    /// <summary>What has been read of its log since it began to listen.</summary>
    public string Log => string.Join('\n', _log);

    /// <summary>Starts the program, and returns once it listens.</summary>
    /// <param name="configuration">What it runs with; saved on the way.</param>
    /// <param name="readsLog">Whether somebody reads what it writes from then on; if not, that is for <see cref="ExitAsync"/>.</param>
    /// <param name="launcher">What the program is started by, if anything.</param>
    public static async Task<GatewayProcess> StartAsync(TestConfiguration configuration, bool readsLog = true, IReadOnlyList<string>? launcher = null)
    {
        configuration.Save();
        string[] command = [.. launcher ?? [], "dotnet", typeof(Hosting.GatewayHost).Assembly.Location, "run", "--config", configuration.FilePath];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true };
        foreach (var (name, value) in configuration.Environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        var running = new GatewayProcess(process, await ReadUntilAsync(process, "Listening on "));
        if (readsLog)
        {
            running._reading = running.ReadLogAsync();
        }

        return running;
    }

    /// <summary>Sends a signal, such as <c>TERM</c>.</summary>
    public Task SignalAsync(string name) => ProcessRun.SucceedAsync("kill", $"-{name}", $"{_process.Id}");

    /// <summary>Waits for the end, and reads the log to its.</summary>
    public async Task<int> ExitAsync()
    {
        await (_reading ?? ReadLogAsync()).WaitAsync(Patience);
        return await ExitUnreadAsync();
    }

    /// <summary>Waits for the end, while nobody reads what is written.</summary>
    public async Task<int> ExitUnreadAsync()
    {
        using var deadline = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(deadline.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private async Task ReadLogAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            _log.Enqueue(line);
        }
    }

    private static async Task<IReadOnlyList<string>> ReadUntilAsync(Process process, string text)
    {
        using var deadline = new CancellationTokenSource(Patience);
        var lines = new List<string>();
        while (await process.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
        {
            lines.Add(line);
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return lines;
            }
        }

        throw new InvalidOperationException($"The program ended without saying '{text}'.");
    }

    [GeneratedRegex("http://127.0.0.1:[0-9]+")]
    private static partial Regex AddressPattern();
}
