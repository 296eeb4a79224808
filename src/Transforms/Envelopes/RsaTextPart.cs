using Gateway.Transforms.Keys;

namespace Gateway.Transforms.Envelopes;

/// <summary>A part of a message that tells the receiver about its key, and that opening does not need.</summary>
/// <param name="Name">The part's name.</param>
/// <param name="Meaning">What it holds.</param>
/// <param name="Text">What it says, in characters that no JSON string escapes.</param>
internal sealed record RsaTextPart(string Name, string Meaning, Func<RsaKey, string> Text);
