using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Envelopes.Formats;
using Gateway.Transforms.Secrets;

namespace Gateway.Conformance.Tests;

/// <summary>RFC 8188's examples, and what somebody made of them that must not open.</summary>
public sealed class EncryptedContentCodingTests(ITestOutputHelper output)
{
    [Fact]
    public void Aes128Gcm_EveryCase_OpensTheValidAndNothingElse()
    {
        using var suite = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Suites.Find("rfc8188"), "cases.json")));
        var valid = suite.RootElement.GetProperty("cases").EnumerateArray().ToList();
        var invalid = suite.RootElement.GetProperty("negative").EnumerateArray().ToList();
        var tally = new Tally();
        foreach (var test in valid)
        {
            tally.Check(test.GetProperty("id").GetString()!, () => Open(test, test.GetProperty("keyid").GetString()!) == test.GetProperty("plaintext").GetString());
        }

        // They are all made of the second example.
        var keyId = valid[1].GetProperty("keyid").GetString()!;
        foreach (var test in invalid)
        {
            tally.Check(test.GetProperty("id").GetString()!, () => Open(test, keyId) is null);
        }

        tally.Report(output, "RFC 8188", valid.Count + invalid.Count);
    }

    private static string? Open(JsonElement test, string keyId)
    {
        var cipher = new Aes128GcmEnvelope()
            .TryCompile(new EnvelopeSettings { KeyId = keyId.Length > 0 ? keyId : null }, TimeProvider.System, static (_, problem) => Assert.Fail(problem)).ShouldNotBeNull();
        using var key = new SecretValue(Bytes(test, "ikm_b64u"));
        using var parts = new SealedParts(cipher.Parts.Count);
        using var plaintext = new PooledBuffer();
        parts.Buffer.Write(Bytes(test, "body_b64u"));
        parts.Place(0, ..parts.Buffer.Length);
        return cipher.TryOpen(parts, key, plaintext) ? Encoding.UTF8.GetString(plaintext.WrittenSpan) : null;
    }

    private static byte[] Bytes(JsonElement test, string name) => Base64Url.DecodeFromChars(test.GetProperty(name).GetString());
}
