using System.Globalization;
using System.Text;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;

namespace Gateway.Telemetry;

/// <summary>Writes each event as one line of a queue.</summary>
internal sealed class LineSink(ITextFormatter formatter, LineQueue queue) : ILogEventSink
{
    public void Emit(LogEvent logEvent)
    {
        using var line = new StringWriter(CultureInfo.InvariantCulture);
        formatter.Format(logEvent, line);
        queue.Add(Encoding.UTF8.GetBytes(line.ToString()));
    }
}
