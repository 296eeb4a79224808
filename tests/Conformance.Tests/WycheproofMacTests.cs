using System.Security.Cryptography;
using System.Text.Json;

namespace Gateway.Conformance.Tests;

/// <summary>Project Wycheproof: the platform's HMAC and HKDF, on which formats here rely as they are.</summary>
public sealed class WycheproofMacTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("hmac_sha256_test.json", "SHA256")]
    [InlineData("hmac_sha384_test.json", "SHA384")]
    [InlineData("hmac_sha512_test.json", "SHA512")]
    public void Hmac_EveryCase_GivesTheTagOfTheValidAndOfNothingElse(string file, string hash)
    {
        using var suite = WycheproofSuite.Open(file);
        var tally = new Tally();
        foreach (var (group, test) in suite.Cases)
        {
            tally.Check(WycheproofSuite.Name(test), () =>
            {
                // A tag that was cut is compared with as much of the whole one.
                var mac = CryptographicOperations.HmacData(new HashAlgorithmName(hash), WycheproofSuite.Bytes(test, "key"), WycheproofSuite.Bytes(test, "msg"));
                var size = group.GetProperty("tagSize").GetInt32() / 8;
                return CryptographicOperations.FixedTimeEquals(mac.AsSpan(0, size), WycheproofSuite.Bytes(test, "tag")) == (WycheproofSuite.Result(test) == "valid");
            });
        }

        tally.Report(output, $"Wycheproof, {suite.Algorithm}", suite.Count);
    }

    [Fact]
    public void Hkdf_EveryCase_DerivesTheKeyOfTheValidAndOfNothingElse()
    {
        using var suite = WycheproofSuite.Open("hkdf_sha256_test.json");
        var tally = new Tally();
        foreach (var (_, test) in suite.Cases)
        {
            tally.Check(WycheproofSuite.Name(test), () => Derives(test) == (WycheproofSuite.Result(test) == "valid"));
        }

        tally.Report(output, "Wycheproof, HKDF-SHA256", suite.Count);
    }

    private static bool Derives(JsonElement test)
    {
        var key = new byte[test.GetProperty("size").GetInt32()];
        try
        {
            HKDF.DeriveKey(HashAlgorithmName.SHA256, WycheproofSuite.Bytes(test, "ikm"), key, WycheproofSuite.Bytes(test, "salt"), WycheproofSuite.Bytes(test, "info"));
        }
        catch (ArgumentException)
        {
            // Longer than 255 hashes (RFC 5869 section 2.3).
            return false;
        }

        return key.AsSpan().SequenceEqual(WycheproofSuite.Bytes(test, "okm"));
    }
}
