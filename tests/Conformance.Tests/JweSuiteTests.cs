using System.Text;
using System.Text.Json;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Ciphers;
using Gateway.Transforms.Jose;
using Gateway.Transforms.Secrets;

namespace Gateway.Conformance.Tests;

/// <summary>JWE messages that others made: RFC 7520 (the JOSE cookbook) and Project Wycheproof.</summary>
public sealed class JweSuiteTests(ITestOutputHelper output)
{
    private static readonly string[] AllEncryptions = [.. ContentEncryption.All.Select(static encryption => encryption.Name)];

    /// <summary>What is refused, and why: it is no fault.</summary>
    private static readonly Dictionary<string, string> Refused = new()
    {
        ["5_1"] = "RSA1_5",
        ["5_3"] = "PBES2",
        ["5_9"] = "zip",
        ["5_10"] = "JSON serialisation",
        ["5_11"] = "JSON serialisation",
        ["5_12"] = "JSON serialisation",
        ["5_13"] = "JSON serialisation",
    };

    [Fact]
    public void Cookbook_EveryExample_OpensWhereItIsClaimedAndNowhereElse()
    {
        var tally = new Tally();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Suites.Find("jose-cookbook"), "jwe"), "*.json").Order(StringComparer.Ordinal))
        {
            using var example = JsonDocument.Parse(File.ReadAllBytes(file));
            var section = Path.GetFileName(file).Split('.')[0];
            tally.Check($"{section} {example.RootElement.GetProperty("title")}", () => IsRight(example.RootElement, Refused.ContainsKey(section)));
        }

        tally.Report(output, $"RFC 7520 section 5 ({Refused.Count} of them refused on purpose: {string.Join(", ", Refused.Values.Distinct())})", 13);
    }

    [Fact]
    public void Cookbook_NestedMessage_OpensToTheSignedOne()
    {
        using var example = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Suites.Find("jose-cookbook"), "6.nesting_signatures_and_encryption.json")));
        var tally = new Tally();

        tally.Check("6", () => IsRight(example.RootElement.GetProperty("encrypt"), isRefused: false));

        tally.Report(output, "RFC 7520 section 6", 1);
    }

    [Fact]
    public void Wycheproof_JsonWebCrypto_OpensTheValidAndNothingElse()
    {
        using var suite = WycheproofSuite.Open("json_web_crypto_test.json");
        var tally = new Tally();
        foreach (var (group, test) in suite.Cases.Where(static test => test.Test.TryGetProperty("jwe", out _)))
        {
            tally.Check(WycheproofSuite.Name(test), () =>
            {
                var message = test.GetProperty("jwe");
                var text = message.ValueKind == JsonValueKind.String ? message.GetString()! : message.GetRawText();
                var key = group.GetProperty("private");
                return TryOpen(key.GetProperty("alg").GetString()!, key, text) is not null == (WycheproofSuite.Result(test) == "valid");
            });
        }

        tally.Report(output, "Wycheproof, json_web_crypto, what is JWE", 34);
    }

    private static bool IsRight(JsonElement example, bool isRefused)
    {
        var input = example.GetProperty("input");
        var outputs = example.GetProperty("output");
        var message = outputs.TryGetProperty("compact", out var compact) ? compact.GetString()! : outputs.GetProperty("json").GetRawText();
        if (isRefused)
        {
            // Whatever algorithm is expected, and whichever of the keys is held: nothing opens it.
            return Keys(input).All(key => JweAlgorithm.Names.All(algorithm => TryOpen(algorithm, key, message) is null))
                && (input.GetProperty("alg").ValueKind != JsonValueKind.String || Keys(input).Length > 0 || !JweAlgorithm.TryFind(input.GetProperty("alg").GetString()!, out _));
        }

        var key = input.GetProperty("key");
        var algorithm = input.GetProperty("alg").GetString()!;
        var plaintext = input.GetProperty("plaintext").GetString()!;
        return TryOpen(algorithm, key, message) == plaintext
            && TryOpen(algorithm, key, Seal(new JweSettings(algorithm, input.GetProperty("enc").GetString()!), key, plaintext)) == plaintext;
    }

    private static JsonElement[] Keys(JsonElement input) =>
        !input.TryGetProperty("key", out var key) ? []
        : key.ValueKind == JsonValueKind.Array ? [.. key.EnumerateArray()]
        : [key];

    private static string? TryOpen(string algorithm, JsonElement key, string message)
    {
        var opener = JweOpener.TryCompile(algorithm, AllEncryptions, static (_, problem) => Assert.Fail(problem)).ShouldNotBeNull();
        using var secret = Secret(key);
        using var plaintext = new PooledBuffer();
        return opener.TryOpen(Encoding.UTF8.GetBytes(message), secret, plaintext) ? Encoding.UTF8.GetString(plaintext.WrittenSpan) : null;
    }

    private static string Seal(JweSettings settings, JsonElement key, string plaintext)
    {
        var sealer = JweSealer.TryCompile(settings, TimeProvider.System, static (_, problem) => Assert.Fail(problem)).ShouldNotBeNull();
        using var secret = Secret(key);
        using var message = new PooledBuffer();
        sealer.Seal(Encoding.UTF8.GetBytes(plaintext), secret, message);
        return Encoding.ASCII.GetString(message.WrittenSpan);
    }

    private static SecretValue Secret(JsonElement key) => new(Encoding.UTF8.GetBytes(key.GetRawText()));
}
