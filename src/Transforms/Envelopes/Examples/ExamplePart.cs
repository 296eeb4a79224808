namespace Gateway.Transforms.Envelopes.Examples;

/// <summary>One part of an example's message.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Meaning">What it holds.</param>
/// <param name="Text">As it is written into the message; null for bytes that are sent as they are.</param>
/// <param name="Hex">Its bytes in hexadecimal; null for what is text already.</param>
public sealed record ExamplePart(string Name, string Meaning, string? Text, string? Hex);
