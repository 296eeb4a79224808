using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;

namespace Gateway.Telemetry;

/// <summary>
/// One line of text an event, for people: time in UTC, level, message. An exception is written as its type, never its message, which may quote
/// what was being processed.
/// </summary>
internal sealed class TextLineFormatter : ITextFormatter
{
    private readonly MessageTemplateTextFormatter _rest = new("{Level:u3} {Message:lj}", CultureInfo.InvariantCulture);

    public void Format(LogEvent logEvent, TextWriter output)
    {
        output.Write(logEvent.Timestamp.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fff'Z' ", CultureInfo.InvariantCulture));
        _rest.Format(logEvent, output);
        if (logEvent.Exception is { } exception)
        {
            output.Write($" ({exception.GetType().FullName})");
        }

        output.WriteLine();
    }
}
