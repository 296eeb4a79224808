using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gateway.Commands.Explain;

/// <summary>Writes an explanation for a program.</summary>
internal static class ExplanationJson
{
    private static readonly JsonWriterOptions Readable = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(Explanation explanation)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            writer.WriteStartObject();
            writer.WriteString("route", explanation.Route);
            writer.WriteStartArray("stages");
            foreach (var stage in explanation.Stages)
            {
                WriteStage(writer, stage);
            }

            writer.WriteEndArray();
            writer.WriteStartObject("headers");
            foreach (var (name, value) in explanation.Headers)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
            if (explanation.Rejection is { } rejection)
            {
                writer.WriteStartObject("rejection");
                writer.WriteNumber("status", rejection.Status);
                writer.WriteString("code", rejection.Code.Name);
                writer.WriteEndObject();
            }

            writer.WriteBoolean("sent", explanation.Rejection is null);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length) + "\n";
    }

    private static void WriteStage(Utf8JsonWriter writer, ExplainedStage stage)
    {
        writer.WriteStartObject();
        writer.WriteString("stage", stage.Name);
        writer.WriteString("outcome", stage.Outcome switch
        {
            StageOutcome.Done => "done",
            StageOutcome.Refused => "refused",
            StageOutcome.Absent => "absent",
            _ => "not-reached",
        });
        writer.WriteString("detail", stage.Detail);
        if (stage.Body is not null)
        {
            writer.WriteString("body", stage.Body);
        }

        writer.WriteEndObject();
    }
}
