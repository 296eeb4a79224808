using Serilog.Sinks.Async;

namespace Gateway.Telemetry;

/// <summary>The queue of lines between the requests and standard output: what it had to drop.</summary>
internal sealed class LogQueue : IAsyncLogEventSinkMonitor
{
    private volatile IAsyncLogEventSinkInspector? _queue;

    /// <summary>Lines that found the queue full.</summary>
    public long DroppedLines => _queue?.DroppedMessagesCount ?? 0;

    public void StartMonitoring(IAsyncLogEventSinkInspector inspector) => _queue = inspector;

    public void StopMonitoring(IAsyncLogEventSinkInspector inspector)
    {
        // The count stays readable: the last scrape may come after the last line.
    }
}
