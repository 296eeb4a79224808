namespace Gateway.Configuration.Options;

/// <summary><c>Routes.*.Request.Encrypt</c> and <c>Routes.*.Response.Decrypt</c>: the preset, its key, and what overrides it.</summary>
/// <param name="Envelope">A preset of the user's or built in, or a generic format.</param>
/// <param name="Key">The name of the secret.</param>
/// <param name="Overrides">What was said here, and the preset does not decide.</param>
internal sealed record EncryptOptions(string Envelope, string Key, EnvelopeOptions Overrides);
