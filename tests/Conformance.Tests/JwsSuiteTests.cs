using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Jose;
using Gateway.Transforms.Secrets;

namespace Gateway.Conformance.Tests;

/// <summary>
/// JWS messages that others signed, from RFC 7520 (the JOSE cookbook) and Project Wycheproof. Where the signature is a function of key and text we make the
/// same message, byte for byte; elsewhere theirs and ours are verified alike.
/// </summary>
public sealed class JwsSuiteTests(ITestOutputHelper output)
{
    /// <summary>Whose keys say that they sign something else: they are not used for what they do not allow.</summary>
    private static readonly Dictionary<string, string> Misses = new()
    {
        ["346 Figure20"] = "the key is for PS256, the message is PS384",
        ["347 Figure27"] = "the key is for ES521, which there is not",
        ["349 Figure13"] = "the key's only operation is 'sign, verify'",
        ["350 Figure20"] = "the key is for PS256, the message is PS384",
        ["351 Figure27"] = "the key is for ES521, which there is not",
    };

    [Fact]
    public void Cookbook_WhatIsSignedWithAPrivateKey_IsSignedTheSame()
    {
        var tally = new Tally();
        foreach (var name in (ReadOnlySpan<string>)["4_1.rsa_v15_signature", "4_2.rsa-pss_signature", "4_3.ecdsa_signature"])
        {
            using var example = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Suites.Find("jose-cookbook"), "jws", $"{name}.json")));
            var input = example.RootElement.GetProperty("input");
            var message = example.RootElement.GetProperty("output").GetProperty("compact").GetString()!;
            tally.Check(name, () => IsSignedAlike(message, input.GetProperty("key"), input.GetProperty("alg").GetString()!));
        }

        tally.Report(output, "RFC 7520 section 4, what is signed with a private key", 3);
    }

    [Fact]
    public void Wycheproof_JsonWebSignature_WhatIsValidIsSignedTheSame()
    {
        using var suite = WycheproofSuite.Open("json_web_signature_test.json");
        var tally = new Tally();
        foreach (var (group, test) in suite.Cases.Where(static test => WycheproofSuite.Result(test.Test) == "valid" && test.Test.GetProperty("jws").ValueKind == JsonValueKind.String))
        {
            // Keys that are shared sign nothing here; messages whose header has other members than ours are for those who verify.
            if (group.TryGetProperty("private", out var key) && key.GetProperty("kty").GetString() != "oct")
            {
                var message = test.GetProperty("jws").GetString()!;
                if (HeaderIsOfOurs(message))
                {
                    tally.Check(WycheproofSuite.Name(test), () => IsSignedAlike(message, key, AlgorithmOf(message)));
                }
            }
        }

        tally.Report(output, "Wycheproof, json_web_signature, what is valid and signed with a private key", 36, Misses);
    }

    /// <summary>Whether the same key and text make the same message, or one that the same public key verifies like theirs.</summary>
    private static bool IsSignedAlike(string message, JsonElement key, string algorithm)
    {
        var parts = message.Split('.');
        var keyId = Header(message).TryGetProperty("kid", out var id) ? id.GetString() : null;
        using var secret = new SecretValue(Encoding.UTF8.GetBytes(key.GetRawText()));
        using var signed = new PooledBuffer();
        if (new JwsSigner(algorithm, keyId, null).TrySign(Base64Url.DecodeFromChars(parts[1]), secret, signed) is not null)
        {
            return false;
        }

        var ours = Encoding.ASCII.GetString(signed.WrittenSpan);
        return algorithm.StartsWith("RS", StringComparison.Ordinal)
            ? ours == message
            : ours[..ours.LastIndexOf('.')] == message[..message.LastIndexOf('.')] && ours != message && Verifies(message, key, algorithm) && Verifies(ours, key, algorithm);
    }

    private static bool Verifies(string message, JsonElement key, string algorithm)
    {
        var end = message.LastIndexOf('.');
        var data = Encoding.ASCII.GetBytes(message[..end]);
        var signature = Base64Url.DecodeFromChars(message.AsSpan(end + 1));
        var hash = new HashAlgorithmName($"SHA{algorithm[2..]}");
        if (algorithm[0] == 'P')
        {
            using var rsa = RSA.Create(new RSAParameters { Modulus = Octets("n"), Exponent = Octets("e") });
            return rsa.VerifyData(data, signature, hash, RSASignaturePadding.Pss);
        }

        using var ec = ECDsa.Create(new ECParameters
        {
            Curve = key.GetProperty("crv").GetString() switch { "P-256" => ECCurve.NamedCurves.nistP256, "P-384" => ECCurve.NamedCurves.nistP384, _ => ECCurve.NamedCurves.nistP521 },
            Q = new ECPoint { X = Octets("x"), Y = Octets("y") },
        });
        return ec.VerifyData(data, signature, hash);

        byte[] Octets(string name) => Base64Url.DecodeFromChars(key.GetProperty(name).GetString());
    }

    private static string AlgorithmOf(string message) => Header(message).GetProperty("alg").GetString()!;

    private static bool HeaderIsOfOurs(string message) => Header(message).EnumerateObject().Select(static member => member.Name).All(static name => name is "alg" or "kid");

    private static JsonElement Header(string message) => JsonDocument.Parse(Base64Url.DecodeFromChars(message.Split('.')[0])).RootElement;
}
