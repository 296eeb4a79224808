using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Gateway.Transforms;
using Base64Url = System.Buffers.Text.Base64Url;

namespace Gateway.Tests;

/// <summary><c>gateway vectors</c> as a receiver's engineers meet it: examples that other code than the gateway's opens.</summary>
[Trait("Runs", "Program")]
public sealed class VectorsTests
{
    [Fact]
    public async Task Vectors_WithoutAName_ListsEveryPresetAndFormat()
    {
        var run = await ProcessRun.GatewayAsync("vectors");

        run.ExitCode.ShouldBe(0, run.Output);
        foreach (var name in GatewayTransforms.Presets.Keys.Concat(GatewayTransforms.Envelopes.Keys))
        {
            run.Output.ShouldContain($"  {name} ");
        }
    }

    [Fact]
    public async Task Vectors_OfAPreset_ShowsEverythingWithoutColours()
    {
        var run = await ProcessRun.GatewayAsync("vectors", "icici");

        run.ExitCode.ShouldBe(0, run.Output);
        foreach (var text in new[] { "Source: ", "Settings (filled in here, and yours to say: Waivers)", "BEGIN PUBLIC KEY", "BEGIN PRIVATE KEY", "Plaintext (67 bytes)", "Content-Type: application/json", "{encryptedKey}: ", "To open it", "1. " })
        {
            run.Output.ShouldContain(text);
        }

        run.Output.ShouldNotContain("\e");
    }

    [Theory]
    [InlineData("visa-mlee", "did you mean 'visa-mle'?")]
    [InlineData("rot13-of-everything", "alipay, ")]
    public async Task Vectors_OfANameThatIsNotKnown_SaysWhichAreAndExits2(string name, string expected)
    {
        var run = await ProcessRun.GatewayAsync("vectors", name);

        run.ExitCode.ShouldBe(2, run.Output);
        run.Output.ShouldContain(expected);
    }

    [Theory]
    [InlineData("jwe", "--encryption", "A256CBC", "Encryption: ")]
    [InlineData("aes-cbc", "--algorithm", "dir", "Algorithm: aes-cbc has no such setting")]
    public async Task Vectors_OfSettingsThatDoNotGoTogether_SaysWhyAndExits2(string name, string option, string value, string expected)
    {
        var run = await ProcessRun.GatewayAsync("vectors", name, option, value);

        run.ExitCode.ShouldBe(2, run.Output);
        run.Output.ShouldContain(expected);
    }

    [Fact]
    public async Task Vectors_OfAesCbc_OpensWithTheFrameworksAes()
    {
        var example = await JsonOfAsync("report-ghosting");

        var message = Convert.FromBase64String(JsonNode.Parse(Text(example["body"]))!["data"]!.GetValue<string>());
        using var aes = Aes.Create();
        aes.SetKey(Convert.FromHexString(Text(example["key"]!["hex"])));
        Encoding.UTF8.GetString(aes.DecryptCbc(message.AsSpan(16), message.AsSpan(0, 16))).ShouldBe(Text(example["plaintext"]));
        Text(Part(example, "iv")["hex"]).ShouldBe(Convert.ToHexStringLower(message.AsSpan(0, 16)));
    }

    [Fact]
    public async Task Vectors_OfAesGcm_OpensWithTheFrameworksAesGcm()
    {
        var example = await JsonOfAsync("aes-gcm", "--encryption", "A128GCM");

        var message = Convert.FromBase64String(Text(example["body"]));
        var key = Convert.FromBase64String(Text(example["key"]!["base64"]));
        key.Length.ShouldBe(16);
        using var gcm = new AesGcm(key, 16);
        var plaintext = new byte[message.Length - 28];
        gcm.Decrypt(message.AsSpan(0, 12), message.AsSpan(12, plaintext.Length), message.AsSpan(^16), plaintext);
        Encoding.UTF8.GetString(plaintext).ShouldBe(Text(example["plaintext"]));
        Text(Part(example, "tag")["hex"]).ShouldBe(Convert.ToHexStringLower(message.AsSpan(^16)));
    }

    [Theory]
    [InlineData("jwe", "--algorithm", "dir")]
    [InlineData("visa-mle", "--key-id", "key-of-ours")]
    public async Task Vectors_OfJwe_OpensWithTheFrameworksCiphers(params string[] arguments)
    {
        var example = await JsonOfAsync(arguments);

        var body = Text(example["body"]);
        var parts = (body[0] == '{' ? Text(JsonNode.Parse(body)!["encData"]) : body).Split('.');
        var header = JsonNode.Parse(Base64Url.DecodeFromChars(parts[0]))!;
        using var gcm = new AesGcm(ContentKey(example["key"]!, Base64Url.DecodeFromChars(parts[1])), 16);
        var ciphertext = Base64Url.DecodeFromChars(parts[3]);
        var plaintext = new byte[ciphertext.Length];
        gcm.Decrypt(Base64Url.DecodeFromChars(parts[2]), ciphertext, Base64Url.DecodeFromChars(parts[4]), plaintext, Encoding.ASCII.GetBytes(parts[0]));
        Encoding.UTF8.GetString(plaintext).ShouldBe(Text(example["plaintext"]));
        if (arguments.Contains("--key-id"))
        {
            Text(header["kid"]).ShouldBe(arguments[^1]);
            Text(example["headers"]!["keyId"]).ShouldBe(arguments[^1]);
        }
    }

    private static byte[] ContentKey(JsonNode key, byte[] encryptedKey)
    {
        if (key["privatePem"] is not { } pem)
        {
            return Convert.FromHexString(Text(key["hex"]));
        }

        using var rsa = RSA.Create();
        rsa.ImportFromPem(Text(pem));
        return rsa.Decrypt(encryptedKey, RSAEncryptionPadding.OaepSHA256);
    }

    private static async Task<JsonNode> JsonOfAsync(params string[] arguments)
    {
        var run = await ProcessRun.GatewayAsync(["vectors", .. arguments, "--json"]);
        run.ExitCode.ShouldBe(0, run.Output);
        return JsonNode.Parse(run.Output)!;
    }

    private static JsonNode Part(JsonNode example, string name) => example["parts"]!.AsArray().Single(part => Text(part!["name"]) == name)!;

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}
