namespace Gateway.Transforms.Envelopes;

/// <summary>One part of a sealed message that a template can place, such as its IV.</summary>
/// <param name="Name">The name between braces.</param>
/// <param name="Meaning">What it holds, byte by byte, for whoever builds a receiver.</param>
/// <param name="IsText">Whether it is text already, of characters that no JSON string escapes; otherwise it is bytes, and written in the configured encoding.</param>
/// <param name="IsConstant">Whether it is the same in every message under one key, such as that key's name.</param>
public sealed record MessagePart(string Name, string Meaning, bool IsText = false, bool IsConstant = false);
