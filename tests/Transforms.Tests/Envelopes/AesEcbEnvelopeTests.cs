using System.Security.Cryptography;
using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Envelopes.Formats;
using Gateway.Transforms.Secrets;
using Gateway.Transforms.Tests.Secrets;

namespace Gateway.Transforms.Tests.Envelopes;

public sealed class AesEcbEnvelopeTests : EnvelopeContract
{
    private static readonly AesEcbEnvelope Format = new();

    public override IEnvelope Envelope => Format;

    protected override IEnumerable<EnvelopeSettings> Variants => [new(), new() { Encryption = "A192ECB" }, new() { Encryption = "A128ECB" }];

    protected override bool HasIntegrity => false;

    protected override bool IsFresh => false;

    [Fact]
    public void Seal_AnyBody_IsWhatTheFrameworkMakesOfItAndWeak()
    {
        using var key = TestSecret.RandomKey(16);
        using var aes = Aes.Create();
        aes.SetKey(key.Bytes);
        var cipher = Compile(new EnvelopeSettings { Encryption = "A128ECB" });

#pragma warning disable CA5358 // It is the format under test.
        Seal(cipher, "{\"a\":\"0123456789\"}"u8, key).ShouldBe(aes.EncryptEcb("{\"a\":\"0123456789\"}"u8, PaddingMode.PKCS7));
#pragma warning restore CA5358
        cipher.Weaknesses.ShouldBe([Weakness.Ecb]);
    }

    protected override SecretValue NewKey(EnvelopeSettings settings) => TestSecret.RandomKey(settings.Encryption switch
    {
        "A192ECB" => 24,
        "A128ECB" => 16,
        _ => 32,
    });
}
