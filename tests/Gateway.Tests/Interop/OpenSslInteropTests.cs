using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Interop;

/// <summary>The command <c>openssl</c> opens what the gateway seals, and the gateway what it seals.</summary>
public sealed class OpenSslInteropTests : GatewayTest
{
    private const int IvSize = 16;

    /// <summary>The command's name of the cipher, and the settings.</summary>
    public static TheoryData<string, string> Ciphers { get; } = new()
    {
        { "aes-256-cbc", """{"Envelope":"report-ghosting"}""" },
        { "aes-192-cbc", """{"Envelope":"aes-cbc","Encryption":"A192CBC","Body":{"data":"{sealed}"}}""" },
        { "aes-128-cbc", """{"Envelope":"aes-cbc","Encryption":"A128CBC","Body":{"data":"{sealed}"}}""" },
        { "aes-128-cbc", """{"Envelope":"alipay","Body":{"data":"{sealed}"},"Waivers":["static-iv"]}""" },
        { "aes-256-ecb", """{"Envelope":"aes-ecb","Body":{"data":"{sealed}"},"Waivers":["ecb"]}""" },
        { "aes-192-ecb", """{"Envelope":"aes-ecb","Encryption":"A192ECB","Body":{"data":"{sealed}"},"Waivers":["ecb"]}""" },
        { "aes-128-ecb", """{"Envelope":"aes-ecb","Encryption":"A128ECB","Body":{"data":"{sealed}"},"Waivers":["ecb"]}""" },
    };

    [Theory]
    [MemberData(nameof(Ciphers))]
    public async Task Report_SealedByTheGateway_IsOpenedByOpenSsl(string cipher, string envelope)
    {
        var key = UseSharedKey(cipher);
        var gateway = await StartAsync(envelope, "shared", "shared");

        using var response = await gateway.PostAsync(Reports.Usual);

        var sealedBytes = Convert.FromBase64String(JsonDocument.Parse(Upstream.Reports.ShouldHaveSingleItem().BodyText).RootElement.GetProperty("data").GetString()!);
        var ivSize = CarriedIvSize(cipher, envelope);
        var opened = await OpenSslAsync(sealedBytes[ivSize..], ["enc", "-d", $"-{cipher}", .. KeyArguments(cipher, key, ivSize == 0 ? new byte[IvSize] : sealedBytes[..ivSize])]);
        Encoding.UTF8.GetString(opened).ShouldBe(Reports.Usual);
    }

    [Theory]
    [MemberData(nameof(Ciphers))]
    public async Task Answer_SealedByOpenSsl_IsOpenedByTheGateway(string cipher, string envelope)
    {
        var key = UseSharedKey(cipher);
        var gateway = await StartAsync(envelope, "shared", "shared");
        var ivSize = CarriedIvSize(cipher, envelope);
        var iv = ivSize == 0 ? new byte[IvSize] : RandomNumberGenerator.GetBytes(ivSize);
        var ciphertext = await OpenSslAsync(Encoding.UTF8.GetBytes(Reports.Usual), ["enc", $"-{cipher}", .. KeyArguments(cipher, key, iv)]);
        Upstream.AnswerWith(200, JsonSerializer.Serialize(new { data = Convert.ToBase64String([.. iv[..ivSize], .. ciphertext]) }), ("Content-Type", "application/json"));

        using var response = await gateway.PostAsync("{}");

        (await response.Content.ReadAsStringAsync()).ShouldBe(Reports.Usual);
    }

    /// <summary>Hash and mask generation each by itself; the third is what Java means by <c>OAEPWithSHA-256AndMGF1Padding</c>.</summary>
    [Theory]
    [InlineData("SHA-1", "SHA-1")]
    [InlineData("SHA-256", "SHA-256")]
    [InlineData("SHA-256", "SHA-1")]
    [InlineData("SHA-512", "SHA-256")]
    public async Task OaepText_SealedByTheGateway_IsOpenedByOpenSsl(string hash, string maskHash)
    {
        var key = UseRsaKey();
        var gateway = await StartAsync($$"""{"Envelope":"rsa-field","OaepHash":"{{hash}}","OaepMgf1Hash":"{{maskHash}}","Text":true}""", "public", opensWith: null);

        using var response = await gateway.PostAsync(GoodReport);

        var opened = await OpenSslAsync(
            Convert.FromBase64String(Upstream.Reports.ShouldHaveSingleItem().BodyText), ["pkeyutl", "-decrypt", "-inkey", key.Private, .. OaepArguments(hash, maskHash)]);
        Encoding.UTF8.GetString(opened).ShouldBe(GoodReport);
    }

    [Theory]
    [InlineData("SHA-1")]
    [InlineData("SHA-256")]
    [InlineData("SHA-512")]
    public async Task OaepText_SealedByOpenSsl_IsOpenedByTheGateway(string hash)
    {
        var key = UseRsaKey();
        var gateway = await StartAsync($$"""{"Envelope":"rsa-field","OaepHash":"{{hash}}","Text":true}""", "public", "private");
        var ciphertext = await OpenSslAsync(Encoding.UTF8.GetBytes(GoodReport), ["pkeyutl", "-encrypt", "-pubin", "-inkey", key.Public, .. OaepArguments(hash, hash)]);
        Upstream.AnswerWith(200, Convert.ToBase64String(ciphertext), ("Content-Type", "text/plain"));

        using var response = await gateway.PostAsync("{}");

        (await response.Content.ReadAsStringAsync()).ShouldBe(GoodReport);
    }

    /// <summary>How much of the message is the IV: none with ECB, and none where it is always the same.</summary>
    private static int CarriedIvSize(string cipher, string envelope) =>
        cipher.EndsWith("-ecb", StringComparison.Ordinal) || envelope.Contains("static-iv", StringComparison.Ordinal) ? 0 : IvSize;

    private static string[] KeyArguments(string cipher, string key, byte[] iv) =>
        cipher.EndsWith("-ecb", StringComparison.Ordinal) ? ["-K", key] : ["-K", key, "-iv", Convert.ToHexString(iv)];

    private static string[] OaepArguments(string hash, string maskHash) =>
    [
        "-pkeyopt", "rsa_padding_mode:oaep", "-pkeyopt", $"rsa_oaep_md:{NameOf(hash)}", "-pkeyopt", $"rsa_mgf1_md:{NameOf(maskHash)}",
    ];

    private static string NameOf(string hash) => hash.Replace("-", string.Empty, StringComparison.Ordinal);

    private static JsonObject WithKey(string envelope, string key)
    {
        var settings = (JsonObject)JsonNode.Parse(envelope)!;
        settings["Key"] = key;
        return settings;
    }

    private string UseSharedKey(string cipher)
    {
        var key = InteropKey.Shared(int.Parse(cipher.AsSpan(4, 3), provider: null) / 8);
        UseKey("shared", key.ToSeal, key.Encoding);
        return key.ToSeal;
    }

    private (string Public, string Private) UseRsaKey()
    {
        var key = InteropKey.Rsa();
        UseKey("public", key.ToSeal, key.Encoding);
        UseKey("private", key.ToOpen, key.Encoding);
        return (Configuration.PathOf("public"), Configuration.PathOf("private"));
    }

    private void UseKey(string name, string text, string encoding)
    {
        Configuration.WriteFile(name, text);
        Configuration.Root["Secrets"]![name] = new JsonObject { ["Source"] = "file", ["Path"] = name, ["Encoding"] = encoding };
    }

    private async Task<RunningGateway> StartAsync(string envelope, string sealsWith, string? opensWith)
    {
        Assert.SkipUnless(await ProcessRun.IsInstalledAsync("openssl", "version"), "openssl is not installed");
        Configuration.Route["Request"] = new JsonObject { ["Encrypt"] = WithKey(envelope, sealsWith) };
        if (opensWith is not null)
        {
            Configuration.Route["Response"] = new JsonObject { ["Decrypt"] = WithKey(envelope, opensWith) };
        }

        return await StartGatewayAsync();
    }

    private async Task<byte[]> OpenSslAsync(byte[] input, string[] arguments)
    {
        await File.WriteAllBytesAsync(Configuration.PathOf("input"), input);
        await ProcessRun.SucceedAsync("openssl", [.. arguments, "-in", Configuration.PathOf("input"), "-out", Configuration.PathOf("output")]);
        return await File.ReadAllBytesAsync(Configuration.PathOf("output"));
    }
}
