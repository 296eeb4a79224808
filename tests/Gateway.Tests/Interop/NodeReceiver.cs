using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Interop;

/// <summary>The process of <c>receiver.mjs</c>, or of another server beside it.</summary>
internal sealed class NodeReceiver : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Gateway.Tests", "Interop", "node");

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _errors = new();

    private NodeReceiver(string script, string configuration)
    {
        _process = new Process
        {
            StartInfo = new ProcessStartInfo("node", [Path.Combine(Folder, script), configuration])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        _process.ErrorDataReceived += (_, line) => _errors.Enqueue(line.Data ?? string.Empty);
        _process.Start();
        _process.BeginErrorReadLine();
    }

    public int Port { get; private set; }

    /// <summary>What went wrong in it.</summary>
    public string Errors => string.Join('\n', _errors);

    /// <summary>Why it cannot be started here; null where it can.</summary>
    public static async Task<string?> FindMissingAsync() =>
        !await ProcessRun.IsInstalledAsync("node") ? "Node.js is not installed: the receivers are written for it"
        : !Directory.Exists(Path.Combine(Folder, "node_modules")) ? "The receivers' libraries are not installed: npm ci, in tests/Gateway.Tests/Interop/node"
        : null;

    public static async Task<NodeReceiver> StartAsync(string configuration, string script = "receiver.mjs")
    {
        var receiver = new NodeReceiver(script, configuration);
        try
        {
            using var deadline = new CancellationTokenSource(Patience);
            var line = await receiver._process.StandardOutput.ReadLineAsync(deadline.Token);
            receiver.Port = int.TryParse(line, CultureInfo.InvariantCulture, out var port) ? port : throw new InvalidOperationException($"The receiver did not start: {receiver.Errors}");
            return receiver;
        }
        catch
        {
            receiver.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit(Patience);
        _process.Dispose();
    }
}
