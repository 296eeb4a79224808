namespace Gateway.Transforms.Envelopes.Examples;

/// <summary>One message, sealed and opened again, with everything that a receiver's engineers need to do the same.</summary>
public sealed record EnvelopeExample
{
    /// <summary>The name of the preset or format.</summary>
    public required string Name { get; init; }

    /// <summary>The format with every setting that the message was sealed with.</summary>
    public required EnvelopePreset Preset { get; init; }

    /// <summary>The settings that were left open, and that the example filled in.</summary>
    public required IReadOnlyList<string> Filled { get; init; }

    /// <summary>The key.</summary>
    public required ExampleKey Key { get; init; }

    /// <summary>What was sealed.</summary>
    public required ReadOnlyMemory<byte> Plaintext { get; init; }

    /// <summary>What is sent.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The headers that are sent with it, the content type among them.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; }

    /// <summary>The parts of the message.</summary>
    public required IReadOnlyList<ExamplePart> Parts { get; init; }

    /// <summary>How the receiver opens it, step by step.</summary>
    public required IReadOnlyList<string> Opening { get; init; }

    /// <summary>Whether it opened to what was sealed. One that did not is nobody's example.</summary>
    public required bool Opens { get; init; }
}
