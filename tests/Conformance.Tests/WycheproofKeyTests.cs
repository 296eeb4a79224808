using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Gateway.Transforms.Jose;
using Gateway.Transforms.Keys;
using Gateway.Transforms.Secrets;

namespace Gateway.Conformance.Tests;

/// <summary>Project Wycheproof: key agreement, as ECDH-ES does it with keys out of secrets and points out of headers; and JSON Web Keys.</summary>
public sealed class WycheproofKeyTests(ITestOutputHelper output)
{
    private const int CoordinateSize = 32;

    /// <summary>The groups of the suite that are about the key rather than about what is signed with it.</summary>
    private static readonly string[] UnusableKeys =
        ["rejectsDuplicateKid", "rejectsKeyWithRocaVulnerability", "rejects1024bitRsaKey", "rejectsPublicExponent1", "empty_key"];

    private static readonly string[] UnusableGroups = ["invalid_point", "wrong_curve", "wrong_kty"];

    [Theory]
    [InlineData("ecdh_secp256r1_webcrypto_test.json")]
    [InlineData("ecdh_secp384r1_webcrypto_test.json")]
    [InlineData("ecdh_secp521r1_webcrypto_test.json")]
    public void Agreement_JsonWebKeys_AgreesWithTheValidAndNothingElse(string file)
    {
        using var suite = WycheproofSuite.Open(file);
        var tally = new Tally();
        foreach (var (_, test) in suite.Cases)
        {
            tally.Check(WycheproofSuite.Name(test), () =>
            {
                using var secret = new SecretValue(Encoding.UTF8.GetBytes(test.GetProperty("private").GetRawText()));
                var key = KeyMaterial.Of(secret).Keys.ShouldHaveSingleItem().ShouldBeOfType<EcKey>();
                using var header = JweHeader.TryRead(Encoding.ASCII.GetBytes(Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{{\"epk\":{test.GetProperty("public").GetRawText()}}}"))));
                var x = new byte[key.Curve.Size];
                var y = new byte[key.Curve.Size];
                return IsRight(test, header.ShouldNotBeNull().TryReadPoint(key.Curve.Name, x, y) ? key : null, x, y);
            });
        }

        tally.Report(output, $"Wycheproof, {file}", suite.Count);
    }

    [Fact]
    public void Agreement_Points_AgreesWithTheValidAndNothingElse()
    {
        using var suite = WycheproofSuite.Open("ecdh_secp256r1_ecpoint_test.json");
        var tally = new Tally();
        foreach (var (_, test) in suite.Cases)
        {
            tally.Check(WycheproofSuite.Name(test), () =>
            {
                // Points come as two coordinates in JOSE: a compressed one cannot be written at all.
                var point = WycheproofSuite.Bytes(test, "public");
                var isWhole = point.Length == 1 + (2 * CoordinateSize) && point[0] == 4;
                using var key = PrivateKey(test);
                return IsRight(test, isWhole ? key : null, point.AsSpan(isWhole ? 1 : 0, isWhole ? CoordinateSize : 0), point.AsSpan(isWhole ? 1 + CoordinateSize : 0));
            });
        }

        tally.Report(output, "Wycheproof, ecdh_secp256r1_ecpoint", suite.Count);
    }

    [Fact]
    public void Agreement_PublicKeys_TakesTheValidAndNothingElse()
    {
        using var suite = WycheproofSuite.Open("ecdh_secp256r1_test.json");
        var tally = new Tally();
        foreach (var (_, test) in suite.Cases)
        {
            tally.Check(WycheproofSuite.Name(test), () =>
            {
                var der = WycheproofSuite.Bytes(test, "public");
                var problem = DerKeyReader.TryRead(DerKind.PublicKey, der, out var read);
                using (read)
                {
                    var isTaken = problem is null && read is EcKey { Curve.Name: "P-256" };
                    using var key = PrivateKey(test);
                    return IsRight(test, isTaken ? key : null, der.AsSpan(Math.Max(der.Length - (2 * CoordinateSize), 0), Math.Min(CoordinateSize, der.Length)), der.AsSpan(Math.Max(der.Length - CoordinateSize, 0)));
                }
            });
        }

        tally.Report(output, "Wycheproof, ecdh_secp256r1", suite.Count);
    }

    [Fact]
    public void JsonWebKey_KeysThatMustNotBeUsed_AreRefusedOrFlagged()
    {
        using var suite = WycheproofSuite.Open("json_web_key_test.json");
        var tally = new Tally();
        foreach (var (group, test) in suite.Cases)
        {
            if (!UnusableKeys.Contains(test.GetProperty("comment").GetString()) && !UnusableGroups.Contains(group.GetProperty("comment").GetString()))
            {
                continue;
            }

            tally.Check(WycheproofSuite.Name(test), () =>
            {
                using var secret = new SecretValue(Encoding.UTF8.GetBytes(group.GetProperty("private").GetRawText()));
                var material = KeyMaterial.Of(secret);
                return material.Problem is not null || material.Keys.All(static key => key.Weakness is not null);
            });
        }

        tally.Report(output, "Wycheproof, json_web_key, keys that must not be used", 10);
    }

    /// <summary>Whether an agreement with <paramref name="key"/>, or its not coming about, is what the suite wants.</summary>
    private static bool IsRight(JsonElement test, EcKey? key, ReadOnlySpan<byte> x, ReadOnlySpan<byte> y)
    {
        var secret = new byte[key?.Curve.Size ?? 0];
        var agreed = key?.TryAgree(x, y, secret) ?? false;
        return WycheproofSuite.Result(test) switch
        {
            "valid" => agreed && secret.SequenceEqual(WycheproofSuite.Bytes(test, "shared")),
            "acceptable" => !agreed || secret.SequenceEqual(WycheproofSuite.Bytes(test, "shared")),
            _ => !agreed,
        };
    }

    private static EcKey PrivateKey(JsonElement test)
    {
        var number = WycheproofSuite.Bytes(test, "private").AsSpan().TrimStart((byte)0);
        var d = new byte[CoordinateSize];
        number.CopyTo(d.AsSpan(CoordinateSize - number.Length));
        EcKey.TryCreate(EcCurve.Find("P-256")!, null, d, KeyAttributes.None, out var key).ShouldBeNull();
        return key.ShouldBeOfType<EcKey>();
    }
}
