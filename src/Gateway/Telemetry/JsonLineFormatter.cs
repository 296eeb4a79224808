using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;
using Serilog.Parsing;

namespace Gateway.Telemetry;

/// <summary>
/// One flat JSON object a line: time, level, category, event id, message, then the event's own properties. An exception is written as its type
/// and place, never its message, which may quote what was being processed.
/// </summary>
internal sealed class JsonLineFormatter : ITextFormatter
{
    /// <summary>Quotes and letters of all languages as they are: people search these lines.</summary>
    public static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly MessageTemplateTextFormatter _message = new("{Message:lj}", CultureInfo.InvariantCulture);

    public void Format(LogEvent logEvent, TextWriter output)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteString("time"u8, logEvent.Timestamp.UtcDateTime);
            json.WriteString("level"u8, NameOf(logEvent.Level));
            json.WriteString("message"u8, Render(logEvent));
            foreach (var (name, value) in logEvent.Properties)
            {
                if (IsOwn(logEvent, name))
                {
                    WriteProperty(json, name, value);
                }
            }

            if (logEvent.Exception is { } exception)
            {
                json.WriteString("exception"u8, exception.GetType().FullName);
                json.WriteString("place"u8, exception.StackTrace);
            }

            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }

    /// <summary>What the event's own template names, and who wrote it: a framework's scopes would add the path of the request.</summary>
    private static bool IsOwn(LogEvent logEvent, string name) =>
        name is "SourceContext" or "EventId"
        || logEvent.MessageTemplate.Tokens.OfType<PropertyToken>().Any(token => token.PropertyName == name);

    private string Render(LogEvent logEvent)
    {
        using var message = new StringWriter(CultureInfo.InvariantCulture);
        _message.Format(logEvent, message);
        return message.ToString();
    }

    private static void WriteProperty(Utf8JsonWriter json, string name, LogEventPropertyValue value)
    {
        switch (name, value)
        {
            case ("SourceContext", ScalarValue { Value: string category }):
                json.WriteString("category"u8, category);
                break;
            case ("EventId", StructureValue id):
                foreach (var part in id.Properties)
                {
                    if (part is { Name: "Id", Value: ScalarValue { Value: int number } })
                    {
                        json.WriteNumber("event"u8, number);
                    }
                }

                break;
            case (_, ScalarValue scalar):
                json.WritePropertyName(JsonNamingPolicy.CamelCase.ConvertName(name));
                WriteScalar(json, scalar.Value);
                break;
        }
    }

    private static void WriteScalar(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case double number:
                json.WriteNumberValue(number);
                break;
            default:
                json.WriteStringValue(value.ToString());
                break;
        }
    }

    private static string NameOf(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose => "trace",
        LogEventLevel.Debug => "debug",
        LogEventLevel.Information => "information",
        LogEventLevel.Warning => "warning",
        LogEventLevel.Error => "error",
        _ => "critical",
    };
}
