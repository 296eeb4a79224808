using System.Collections.Concurrent;
using System.Globalization;
using Gateway.Telemetry;
using Serilog.Core;
using Serilog.Events;

namespace Gateway.Tests.Harness;

/// <summary>Keeps every log line in the form in which the gateway would write it.</summary>
public sealed class LogCapture : ILogEventSink
{
    private readonly JsonLineFormatter _formatter = new();

    public ConcurrentQueue<string> Lines { get; } = new();

    public string Text => string.Join('\n', Lines);

    public void Emit(LogEvent logEvent)
    {
        using var line = new StringWriter(CultureInfo.InvariantCulture);
        _formatter.Format(logEvent, line);
        Lines.Enqueue(line.ToString().TrimEnd());
    }
}
