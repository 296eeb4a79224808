namespace Gateway.Tests.Interop;

/// <summary>What Node.js's own crypto opens and seals, and <c>http_ece</c> for RFC 8188.</summary>
public sealed class NodeCryptoReceivers : Receivers
{
    private const string HybridBody = """{"encryptedKey":"{encryptedKey}","iv":"{iv}","encryptedData":"{ciphertext}"}""";
    private const string AuthenticatedBody = """{"encryptedKey":"{encryptedKey}","iv":"{iv}","encryptedData":"{ciphertext}","tag":"{tag}"}""";
    private const string SensitiveFields = """[{"From":"$.name"},{"From":"$.payers[*].card"}]""";

    private static readonly int[] KeySizes = [16, 24, 32];

    /// <summary>The names of the cases that take reports of any length.</summary>
    public static TheoryData<string> Names { get; } =
    [
        "gcm-16", "gcm-24", "gcm-32", "gcm-tag-first", "gcm-parts", "gcm-associated",
        "laravel", "laravel-gcm", "laravel-16", "laravel-gcm-16",
        "icici", "hybrid-oaep-cbc", "hybrid-oaep-gcm", "hybrid-oaep-256-gcm-16", "hybrid-oaep-512-gcm",
        "aes128gcm", "aes128gcm-key-id", "aes128gcm-small-records",
    ];

    /// <summary>The names of the cases that seal single fields.</summary>
    public static TheoryData<string> FieldNames { get; } = ["wechat-pay", "field-sha-256"];

    private protected override IEnumerable<InteropCase> Cases => [.. Gcm(), .. Laravel(), .. Hybrid(), .. Fields(), .. ContentCoding()];

    private static IEnumerable<InteropCase> Gcm()
    {
        foreach (var size in KeySizes)
        {
            yield return new($"gcm-{size}", "aesGcm", $$"""{"Envelope":"aes-gcm","Encryption":"A{{8 * size}}GCM","Text":true}""", new { cipher = $"aes-{8 * size}-gcm" }, InteropKey.Shared(size));
        }

        const string Cipher = "aes-256-gcm";
        yield return new("gcm-tag-first", "aesGcm", """{"Envelope":"aes-gcm","Tag":"start","Text":true}""", new { cipher = Cipher, form = "tag-first" }, InteropKey.Shared(32));
        yield return new(
            "gcm-parts", "aesGcm", """{"Envelope":"aes-gcm","Body":{"iv":"{iv}","data":"{ciphertext}","tag":"{tag}"}}""", new { cipher = Cipher, form = "parts" }, InteropKey.Shared(32));
        yield return new(
            "gcm-associated", "aesGcm", """{"Envelope":"aes-gcm","AssociatedData":"für B","Text":true}""", new { cipher = Cipher, associatedData = "für B" }, InteropKey.Shared(32));
    }

    private static InteropCase[] Laravel() =>
    [
        new("laravel", "laravel", """{"Envelope":"laravel"}""", new { cipher = "aes-256-cbc" }, InteropKey.Shared(32)),
        new("laravel-gcm", "laravel", """{"Envelope":"laravel-gcm"}""", new { cipher = "aes-256-gcm" }, InteropKey.Shared(32)),
        new("laravel-16", "laravel", """{"Envelope":"laravel","Encryption":"A128CBC"}""", new { cipher = "aes-128-cbc" }, InteropKey.Shared(16)),
        new("laravel-gcm-16", "laravel", """{"Envelope":"laravel-gcm","Encryption":"A128GCM"}""", new { cipher = "aes-128-gcm" }, InteropKey.Shared(16)),
    ];

    private static IEnumerable<InteropCase> Hybrid()
    {
        var (receiver, gateway) = (InteropKey.Rsa(), InteropKey.Rsa());
        yield return new("icici", "rsaHybrid", """{"Envelope":"icici","Waivers":["rsa-pkcs1"]}""", new { cipher = "aes-128-cbc", keySize = 16, isIvInData = true }, receiver, gateway)
        {
            AnswerEnvelope = """{"Envelope":"icici","Waivers":["rsa-pkcs1"],"Body":{"encryptedKey":"{encryptedKey}","encryptedData":"{content}"}}""",
        };
        yield return new(
            "hybrid-oaep-cbc",
            "rsaHybrid",
            $$"""{"Envelope":"rsa-hybrid","Algorithm":"RSA-OAEP","Encryption":"A256CBC","Waivers":["unauthenticated-cbc"],"Body":{{HybridBody}}}""",
            new { oaepHash = "sha1", cipher = "aes-256-cbc", keySize = 32 },
            receiver,
            gateway);
        yield return Authenticated("hybrid-oaep-gcm", "\"Algorithm\":\"RSA-OAEP\"", "sha1", 32);
        yield return Authenticated("hybrid-oaep-256-gcm-16", "\"Encryption\":\"A128GCM\"", "sha256", 16);
        yield return Authenticated("hybrid-oaep-512-gcm", "\"OaepHash\":\"SHA-512\"", "sha512", 32);

        InteropCase Authenticated(string name, string settings, string oaepHash, int keySize) => new(
            name, "rsaHybrid", $$"""{"Envelope":"rsa-hybrid",{{settings}},"Body":{{AuthenticatedBody}}}""", new { oaepHash, cipher = $"aes-{8 * keySize}-gcm", keySize }, receiver, gateway);
    }

    private static IEnumerable<InteropCase> Fields()
    {
        var (receiver, gateway) = (InteropKey.Rsa(), InteropKey.Rsa());
        yield return Case("wechat-pay", "\"Envelope\":\"wechat-pay\",\"KeyId\":\"7132D72A\"", new { oaepHash = "sha1", serial = "7132D72A" });
        yield return Case("field-sha-256", "\"Envelope\":\"rsa-field\",\"Algorithm\":\"RSA-OAEP-256\",\"Text\":true,\"FieldText\":\"bare\"", new { oaepHash = "sha256" });

        InteropCase Case(string name, string envelope, object settings) =>
            new(name, "rsaField", $$$"""{{{{envelope}}},"Fields":{{{SensitiveFields}}}}""", settings, receiver, gateway) { IsRewritten = true };
    }

    private static InteropCase[] ContentCoding() =>
    [
        new("aes128gcm", "httpEce", """{"Envelope":"aes128gcm"}""", new { recordSize = 4096 }, InteropKey.Shared(16)),
        new("aes128gcm-key-id", "httpEce", """{"Envelope":"aes128gcm","KeyId":"a1"}""", new { recordSize = 4096, keyId = "a1" }, InteropKey.Shared(16)),
        new("aes128gcm-small-records", "httpEce", """{"Envelope":"aes128gcm"}""", new { recordSize = 25 }, InteropKey.Shared(16)),
    ];
}
