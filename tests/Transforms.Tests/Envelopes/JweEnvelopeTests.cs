using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Envelopes.Formats;
using Gateway.Transforms.Secrets;
using Gateway.Transforms.Tests.Jose;

namespace Gateway.Transforms.Tests.Envelopes;

/// <summary>What every format promises, of JWE; what is particular to it is tested where it is built.</summary>
public sealed class JweEnvelopeTests : EnvelopeContract
{
    private static readonly JweEnvelope Format = new();

    public override IEnvelope Envelope => Format;

    protected override IEnumerable<EnvelopeSettings> Variants =>
    [
        new() { Algorithm = "dir", Encryption = "A256GCM", KeyId = "key-1" },
        new() { Algorithm = "A256KW", Encryption = "A128CBC-HS256", IssuedAt = Transforms.Jose.IssuedAt.Milliseconds },
        new() { Algorithm = "ECDH-ES", Encryption = "A128GCM" },
    ];

    protected override bool HasIntegrity => true;

    [Theory]
    [InlineData("RSA1_5", "A256GCM", "Algorithm")]
    [InlineData("dir", "A256CBC", "Encryption")]
    public void TryCompile_AlgorithmThatIsNotTaken_IsNamed(string algorithm, string encryption, string setting)
    {
        var reported = new List<string>();

        Format.TryCompile(new EnvelopeSettings { Algorithm = algorithm, Encryption = encryption }, TimeProvider.System, (name, _) => reported.Add(name)).ShouldBeNull();

        reported.ShouldBe([setting]);
    }

    [Fact]
    public void Seal_KeyId_IsAPartOfItsOwn()
    {
        var cipher = Compile(new EnvelopeSettings { Algorithm = "dir", KeyId = "key-1" });
        using var key = JwePair.NewKey("dir", "A256GCM");
        using var parts = new SealedParts(cipher.Parts.Count);

        cipher.TrySeal("{}"u8, key, parts).ShouldBeTrue();

        parts[1].SequenceEqual("key-1"u8).ShouldBeTrue();
    }

    protected override SecretValue NewKey(EnvelopeSettings settings) => JwePair.NewKey(settings.Algorithm!, settings.Encryption!);
}
