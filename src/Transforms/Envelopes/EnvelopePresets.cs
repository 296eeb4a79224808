using Gateway.Transforms.Envelopes.Formats;

namespace Gateway.Transforms.Envelopes;

/// <summary>The receivers' formats that need no entry under <c>Envelopes</c>.</summary>
internal static class EnvelopePresets
{
    /// <summary>
    /// The "Report Ghosting" API: base64 of IV and AES-256-CBC ciphertext. Its wrapper is not documented by the vendor;
    /// <c>{"data": ...}</c> is a default that <c>Body</c> overrides.
    /// </summary>
    public static readonly EnvelopePreset ReportGhosting = new(new AesCbcEnvelope(), new EnvelopeSettings
    {
        Encryption = "A256CBC",
        Body = "{\"data\":\"{sealed}\"}"u8.ToArray(),
    });
}
