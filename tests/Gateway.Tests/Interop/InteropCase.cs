using System.Text.Json.Nodes;

namespace Gateway.Tests.Interop;

/// <summary>One way to seal: how the gateway is told of it, and how the receiver in Node.js is.</summary>
/// <param name="Name">Its name, which is a path, the name of a route and of a test's case.</param>
/// <param name="Library">What the receiver opens and seals with: a name in <c>receiver.mjs</c>.</param>
/// <param name="Envelope">The settings of <c>Encrypt</c>, without the key.</param>
/// <param name="Settings">What the library is told.</param>
/// <param name="Receiver">The key of the receiver, whom reports are sealed for.</param>
/// <param name="Gateway">The key of the gateway, whom answers are sealed for.</param>
internal sealed record InteropCase(string Name, string Library, string Envelope, object Settings, InteropKey Receiver, InteropKey Gateway)
{
    /// <summary>A case under one key that both sides have.</summary>
    public InteropCase(string name, string library, string envelope, object settings, InteropKey shared)
        : this(name, library, envelope, settings, shared, shared)
    {
    }

    /// <summary>The settings of <c>Decrypt</c>, where answers have another form than reports.</summary>
    public string? AnswerEnvelope { get; init; }

    /// <summary>Whether the receiver reads JSON and writes it anew: the values arrive, not the text.</summary>
    public bool IsRewritten { get; init; }

    /// <summary>What <c>Encrypt</c> says.</summary>
    public JsonObject Encrypt(string key) => WithKey(Envelope, key);

    /// <summary>What <c>Decrypt</c> says.</summary>
    public JsonObject Decrypt(string key) => WithKey(AnswerEnvelope ?? Envelope, key);

    private static JsonObject WithKey(string json, string key)
    {
        var envelope = (JsonObject)JsonNode.Parse(json)!;
        envelope["Key"] = key;
        return envelope;
    }
}
