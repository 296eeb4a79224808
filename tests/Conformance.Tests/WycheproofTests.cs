using System.Text.Json;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Envelopes.Formats;
using Gateway.Transforms.Secrets;

namespace Gateway.Conformance.Tests;

/// <summary>Project Wycheproof: known answers and known attacks for AES-CBC as the envelope uses it.</summary>
public sealed class WycheproofTests(ITestOutputHelper output)
{
    private const int Iv = 1;
    private const int Ciphertext = 2;

    [Fact]
    public void AesCbcEnvelope_AesCbcPkcs5_OpensTheValidAndNothingElse()
    {
        using var suite = WycheproofSuite.Open("aes_cbc_pkcs5_test.json");
        var tally = new Tally();
        foreach (var (_, test) in suite.Cases)
        {
            var isValid = WycheproofSuite.Result(test) == "valid";
            tally.Check(WycheproofSuite.Name(test), () => Opens(test, apart: true) == isValid && Opens(test, apart: false) == isValid);
        }

        tally.Report(output, "Wycheproof, aes_cbc_pkcs5", suite.Count);
    }

    /// <summary>Whether the message opens; a message that opens to anything but the expected text is an error in itself.</summary>
    private static bool Opens(JsonElement test, bool apart)
    {
        var bits = Bytes(test, "key").Length * 8;
        var cipher = new AesCbcEnvelope()
            .TryCompile(new EnvelopeSettings { Encryption = $"A{bits}CBC" }, TimeProvider.System, static (_, problem) => Assert.Fail(problem))!;
        using var key = new SecretValue(Bytes(test, "key"));
        using var parts = new SealedParts(cipher.Parts.Count);
        using var plaintext = new PooledBuffer();
        var iv = Bytes(test, "iv");
        var ciphertext = Bytes(test, "ct");
        parts.Buffer.Write(iv);
        parts.Buffer.Write(ciphertext);
        if (apart)
        {
            parts.Place(Iv, ..iv.Length);
            parts.Place(Ciphertext, iv.Length..(iv.Length + ciphertext.Length));
        }
        else
        {
            parts.Place(0, ..(iv.Length + ciphertext.Length));
        }

        if (!cipher.TryOpen(parts, key, plaintext))
        {
            return false;
        }

        plaintext.WrittenSpan.SequenceEqual(Bytes(test, "msg")).ShouldBeTrue();
        return true;
    }

    private static byte[] Bytes(JsonElement test, string name) => WycheproofSuite.Bytes(test, name);
}
