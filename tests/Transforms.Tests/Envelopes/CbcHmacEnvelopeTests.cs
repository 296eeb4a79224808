using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Envelopes.Formats;
using Gateway.Transforms.Secrets;
using Gateway.Transforms.Tests.Secrets;

namespace Gateway.Transforms.Tests.Envelopes;

public sealed class CbcHmacEnvelopeTests : EnvelopeContract
{
    private static readonly CbcHmacEnvelope Format = new();

    public override IEnvelope Envelope => Format;

    protected override IEnumerable<EnvelopeSettings> Variants =>
        [new(), new() { Encryption = "A128CBC" }, new() { Encryption = "A256GCM" }, new() { Encryption = "A128GCM" }];

    protected override bool HasIntegrity => true;

    [Fact]
    public void Seal_WithCbc_IsWhatLaravelsEncrypterReads()
    {
        using var key = TestSecret.RandomKey(32);

        var json = Json(Seal(Compile(new EnvelopeSettings()), "{\"a\":1}"u8, key));

        using var document = JsonDocument.Parse(json);
        var (iv, value) = (Text(document, "iv"), Text(document, "value"));
        var mac = Convert.ToHexStringLower(HMACSHA256.HashData(key.Bytes, Encoding.ASCII.GetBytes(iv + value)));
        json.ShouldBe($$"""{"iv":"{{iv}}","value":"{{value}}","mac":"{{mac}}","tag":""}""");
        using var aes = Aes.Create();
        aes.SetKey(key.Bytes);
        Encoding.UTF8.GetString(aes.DecryptCbc(Convert.FromBase64String(value), Convert.FromBase64String(iv))).ShouldBe("{\"a\":1}");
    }

    [Fact]
    public void Seal_WithGcm_IsWhatLaravelsEncrypterReads()
    {
        using var key = TestSecret.RandomKey(16);

        var json = Json(Seal(Compile(new EnvelopeSettings { Encryption = "A128GCM" }), "{\"a\":1}"u8, key));

        using var document = JsonDocument.Parse(json);
        var (iv, value, tag) = (Text(document, "iv"), Text(document, "value"), Text(document, "tag"));
        json.ShouldBe($$"""{"iv":"{{iv}}","value":"{{value}}","mac":"","tag":"{{tag}}"}""");
        using var gcm = new AesGcm(key.Bytes, 16);
        var plaintext = new byte[7];
        gcm.Decrypt(Convert.FromBase64String(iv), Convert.FromBase64String(value), Convert.FromBase64String(tag), plaintext);
        Encoding.UTF8.GetString(plaintext).ShouldBe("{\"a\":1}");
    }

    [Fact]
    public void Open_MessageOfAnOldLaravelWithoutTagAndWithEscapedSlashes_Opens()
    {
        using var key = TestSecret.RandomKey(32);
        var cipher = Compile(new EnvelopeSettings());
        var json = Json(Seal(cipher, "{\"a\":1}"u8, key)).Replace(",\"tag\":\"\"", "", StringComparison.Ordinal).Replace("/", "\\/", StringComparison.Ordinal);

        TryOpen(cipher, Message(json), key).ShouldBe("{\"a\":1}"u8.ToArray());
    }

    [Theory]
    [InlineData("\"mac\":\"", "\"mac\":1,\"x\":\"")]
    [InlineData("\"tag\":\"\"", "\"tag\":null")]
    [InlineData("\"tag\":\"\"", "\"tag\":\"AAAA\"")]
    [InlineData("\"tag\":\"\"", "\"tag\":\"\",\"more\":\"\"")]
    [InlineData("\"tag\":\"\"", "\"tag\":\"\",\"tag\":\"\"")]
    [InlineData("\"tag\":\"\"", "\"tag\":[\"\"]")]
    [InlineData("{\"iv\":", "[{\"iv\":")]
    [InlineData("\"iv\":\"", "\"iv\":\"AAAA")]
    [InlineData("\"value\":\"", "\"value\":\"AAAA")]
    public void Open_MessageThatIsNotQuiteOne_IsRefused(string part, string instead)
    {
        using var key = TestSecret.RandomKey(32);
        var cipher = Compile(new EnvelopeSettings());
        var json = Json(Seal(cipher, "{\"a\":1}"u8, key));

        TryOpen(cipher, Message(json.Replace(part, instead, StringComparison.Ordinal)), key).ShouldBeNull();
    }

    [Fact]
    public void Open_MacInCapitals_IsRefused()
    {
        using var key = TestSecret.RandomKey(32);
        var cipher = Compile(new EnvelopeSettings());
        var json = Json(Seal(cipher, "{\"a\":1}"u8, key));
        using var document = JsonDocument.Parse(json);
        var mac = Text(document, "mac");

        TryOpen(cipher, Message(json.Replace(mac, mac.ToUpperInvariant(), StringComparison.Ordinal)), key).ShouldBeNull();
    }

    [Fact]
    public void Open_IvOfAnotherLengthUnderARightMac_IsRefused()
    {
        using var key = TestSecret.RandomKey(32);
        foreach (var length in new[] { 0, 15, 17, 32 })
        {
            var iv = Convert.ToBase64String(new byte[length]);
            var value = Convert.ToBase64String(new byte[16]);
            var mac = Convert.ToHexStringLower(HMACSHA256.HashData(key.Bytes, Encoding.ASCII.GetBytes(iv + value)));

            TryOpen(Compile(new EnvelopeSettings()), Message($$"""{"iv":"{{iv}}","value":"{{value}}","mac":"{{mac}}","tag":""}"""), key).ShouldBeNull();
        }
    }

    protected override SecretValue NewKey(EnvelopeSettings settings) =>
        TestSecret.RandomKey(settings.Encryption?.StartsWith("A128", StringComparison.Ordinal) == true ? 16 : 32);

    private static string Json(byte[] message) => Encoding.UTF8.GetString(Convert.FromBase64String(Encoding.ASCII.GetString(message)));

    private static byte[] Message(string json) => Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(json)));

    private static string Text(JsonDocument document, string name) => document.RootElement.GetProperty(name).GetString()!;
}
