using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.Benchmarks;

/// <summary>Reports of any size that fit the same schema: <c>report.json</c>, whose events are repeated until the size is reached. <c>load/bodies.mjs</c> makes the same ones.</summary>
internal static class SampleReport
{
    /// <summary>As the load generator writes them: nothing is escaped that need not be.</summary>
    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema that every one of them fits.</summary>
    public static byte[] Schema => Resource("report.schema.json");

    /// <summary>A report of exactly <paramref name="size"/> bytes.</summary>
    public static byte[] OfSize(int size)
    {
        var report = JsonNode.Parse(Resource("report.json"))!.AsObject();
        var note = report["internalNote"]!.GetValue<string>();
        var sample = report["events"]!.AsArray().Select(static item => item!.ToJsonString(Plain)).ToList();
        report["events"] = new JsonArray();

        var events = new List<string>();
        var room = size - Write(report).Length;
        for (var next = sample[0]; room >= Encoding.UTF8.GetByteCount(next) + 1; next = sample[events.Count % sample.Count])
        {
            room -= Encoding.UTF8.GetByteCount(next) + (events.Count > 0 ? 1 : 0);
            events.Add(next);
        }

        report["internalNote"] = note + new string('.', room);
        report["events"] = JsonNode.Parse($"[{string.Join(',', events)}]");
        return Write(report);
    }

    private static byte[] Write(JsonObject report) => Encoding.UTF8.GetBytes(report.ToJsonString(Plain));

    private static byte[] Resource(string name)
    {
        using var stream = typeof(SampleReport).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not embedded.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
