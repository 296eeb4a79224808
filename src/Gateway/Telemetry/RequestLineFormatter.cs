using System.Globalization;
using System.Text;
using System.Text.Json;
using Gateway.Transforms.Buffers;
using Microsoft.Extensions.ObjectPool;

namespace Gateway.Telemetry;

/// <summary>
/// Writes the line of a request in the forms of <see cref="JsonLineFormatter"/> and <see cref="TextLineFormatter"/>, but straight to UTF-8 and
/// without an object for each property: there is one such line for every request.
/// </summary>
internal sealed class RequestLineFormatter(bool json)
{
    private const string Category = "Gateway.Telemetry.RequestLog";

    private readonly DefaultObjectPool<Draft> _drafts = new(new DefaultPooledObjectPolicy<Draft>());

    /// <summary>Appends <paramref name="line"/> to <paramref name="queue"/>.</summary>
    public void Write(in RequestLine line, LineQueue queue)
    {
        var draft = _drafts.Get();
        try
        {
            if (json)
            {
                WriteJson(line, draft);
            }
            else
            {
                WriteText(line, draft.Bytes);
            }

            draft.Bytes.Write("\n"u8);
            queue.Add(draft.Bytes.WrittenSpan);
        }
        finally
        {
            draft.Bytes.Clear();
            _drafts.Return(draft);
        }
    }

    private static void WriteJson(in RequestLine line, Draft draft)
    {
        var writer = draft.Json;
        writer.Reset(draft.Bytes);
        writer.WriteStartObject();
        writer.WriteString("time"u8, line.Time.UtcDateTime);
        writer.WriteString("level"u8, line.Level == LogLevel.Error ? "error"u8 : "information"u8);
        writer.WriteString("message"u8, "Request ended"u8);
        writer.WriteString("route"u8, line.Route);
        writer.WriteString("outcome"u8, line.Outcome);
        writer.WriteString("code"u8, line.Code);
        writer.WriteString("reason"u8, line.Reason);
        writer.WriteNumber("status"u8, line.Status);
        writer.WriteNumber("durationMs"u8, Math.Round(line.Duration.TotalMilliseconds, 3));
        writer.WriteString("requestId"u8, line.RequestId);
        writer.WriteNumber("attempts"u8, line.Attempts);
        writer.WriteNumber("requestBytes"u8, line.RequestBytes);
        writer.WriteNumber("sentBytes"u8, line.SentBytes);
        writer.WriteNumber("responseBytes"u8, line.ResponseBytes);
        writer.WriteNumber("event"u8, RequestLine.EventId);
        writer.WriteString("category"u8, Category);
        writer.WriteEndObject();
        writer.Flush();
    }

    private static void WriteText(in RequestLine line, PooledBuffer bytes)
    {
        var level = line.Level == LogLevel.Error ? "ERR" : "INF";
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{line.Time.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fff'Z'} {level} {line.Route} {line.Outcome} {line.Code} ({line.Reason}) {line.Status}"
            + $" in {Math.Round(line.Duration.TotalMilliseconds, 3)} ms, request {line.RequestId}, attempts {line.Attempts},"
            + $" bytes {line.RequestBytes} received, {line.SentBytes} sent, {line.ResponseBytes} answered");
        bytes.Advance(Encoding.UTF8.GetBytes(text, bytes.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));
    }

    /// <summary>Where a line is put together.</summary>
    private sealed class Draft
    {
        public PooledBuffer Bytes { get; } = new();

        public Utf8JsonWriter Json { get; } = new(Stream.Null, JsonLineFormatter.Readable);
    }
}
